//! Archives, folders, mails and files of lines.

use super::*;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, ::zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar_gz(files: &[(&str, &[u8])]) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut writer = tar::Builder::new(gzip);
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        writer.append_data(&mut header, name, *bytes).unwrap();
    }
    writer.into_inner().unwrap().finish().unwrap()
}

#[test]
fn archives_and_folders_name_what_they_leave_out() {
    let workbook = xlsx(&[strings(&["编号", "内容"]), strings(&["3", "拒开发票"])]);
    let files: [(&str, &[u8]); 5] = [
        ("b/二月.csv", "编号,内容\n2,退款没到\n".as_bytes()),
        ("a.csv", "编号,内容\n1,快递没到\n".as_bytes()),
        ("c.xlsx", &workbook),
        ("logo.png", b"\x89PNG"),
        ("__MACOSX/._a.csv", b"x"),
    ];
    for (name, bytes) in [("a.zip", zip(&files)), ("a.tar.gz", tar_gz(&files))] {
        let table = read(name, bytes).unwrap();
        let ids: Vec<&str> = table.rows.iter().map(|r| r[0].as_str()).collect();
        assert_eq!(ids, ["1", "2", "3"], "{name}");
        table.says("1 file is not read, because the name is not that of a table: logo.png");
    }
    let e = read("a.zip", zip(&[("1.png", b"x")]))
        .unwrap_err()
        .to_string();
    assert!(e.contains("contains no table"), "{e}");
    let folder = Folder::new();
    folder.put("a.csv", "编号,内容\n1,快递没到\n");
    folder.put("~$a.xlsx", "lock");
    folder.put("a.csv.bak", "old");
    let table = read_as(&[folder.0.path().to_path_buf()], &InputParams::default()).unwrap();
    assert_eq!(table.rows.len(), 1);
    table.says("a.csv.bak");
    let lock = folder.0.path().join("~$a.xlsx");
    let e = read_as(&[lock], &InputParams::default())
        .unwrap_err()
        .to_string();
    assert!(e.contains("marks a workbook as open"), "{e}");
}

#[test]
fn mails_are_rows() {
    let mail = "From: Li <li@example.com>\r\nSubject: =?gb2312?B?zbbL3w==?=\r\nDate: Fri, 05 Jan 2024 15:04:05 +0800\r\n\
        Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E6=85=A2</p><p>x</p>\r\n";
    let table = read("a.eml", mail).unwrap();
    assert_eq!(table.names, ["file", "date", "from", "subject", "text"]);
    assert_eq!(table.rows[0][2..], ["***@example.com", "投诉", "慢\nx"]);
    let plain = mail.replace("text/html", "text/plain");
    let mailbox = format!(
        "From x Fri Jan  5 15:04:05 2024\n{plain}\nFrom y Fri Jan  5 15:04:05 2024\n{plain}"
    );
    assert_eq!(
        read("a.mbox", mailbox.replace("\r\n", "\n"))
            .unwrap()
            .rows
            .len(),
        2
    );
}

#[test]
fn months_with_other_headers_are_reported_first() {
    let folder = Folder::new();
    let paths = [
        folder.put("1.csv", "编号,投诉内容,类型\n1,慢,物流\n"),
        folder.put("2.csv", "*编号,\"投诉 \n内容（必填）\",类型\n2,差,服务\n"),
        folder.put("3.csv", "编号,投诉内容,类别\n3,坏,质量\n"),
    ];
    let table = read_as(&paths, &InputParams::default()).unwrap();
    assert_eq!(table.names, ["编号", "投诉内容", "类型", "类别"]);
    assert_eq!(table.rows[1], ["2", "差", "服务", "∅"]);
    table.says("3.csv has no column `类型`, so these cells are empty; only it has `类别`");
}

#[test]
fn one_complaint_a_line() {
    let folder = Folder::new();
    let path = folder.put("a.txt", "快递三天没到\n\n\"客服\"不回,慢\n退款没到\n");
    let params = InputParams {
        format: Some(Format::Lines),
        ..InputParams::default()
    };
    let table = read_as(&[path], &params).unwrap();
    assert_eq!(table.names, ["text"]);
    assert_eq!(
        table.rows,
        [["快递三天没到"], ["\"客服\"不回,慢"], ["退款没到"]]
    );
}

#[test]
fn quotes_that_are_not_doubled_are_text() {
    let text = "编号,内容,渠道\n1,\"第一行\n他说\"不行\"\n第三行\",电话\n2,\"他说\"不行\",然后走了\",网站\n3,好,微信\n";
    let table = read("a.csv", text).unwrap();
    assert_eq!(table.rows[0][1], "第一行\n他说\"不行\"\n第三行");
    assert_eq!(table.rows[1], ["2", "他说\"不行\",然后走了", "网站"]);
    table.says("2 rows with quotes inside a cell that are not doubled");
}
