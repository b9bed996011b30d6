//! The page in a real browser: its script runs under its own policy, nothing is reported on the console, every chart has
//! marks, tables sort, nothing sticks out at 390 and 1,280 pixels, the network's own log holds no request of the page, and it
//! prints on as many pages as its height asks for. Skipped, and said so, without Chromium.

use crate::world::World;
use std::path::Path;
use std::process::{Command, Stdio};

/// Wraps the page in a frame of a given width, works it as a reader would, and leaves what it saw in the document.
const PROBE: &str = r##"<!doctype html><meta charset="utf-8"><body><iframe id="f"></iframe><pre id="seen"></pre><script>
const seen = [], frame = document.getElementById("f");
const page = new TextDecoder().decode(Uint8Array.from(atob("@PAGE@"), c => c.charCodeAt(0)));
frame.style.cssText = "border:0;width:@WIDTH@px;height:2000px";
frame.onload = () => {
  const d = frame.contentDocument, w = frame.contentWindow;
  d.querySelectorAll("details").forEach(x => x.open = true);
  seen.push("wide=" + (d.documentElement.scrollWidth > @WIDTH@));
  let out = 0;
  d.querySelectorAll("body *").forEach(x => {
    const r = x.getBoundingClientRect();
    if (r.width && r.right > @WIDTH@ + 1 && !x.closest(".scroll, .toc ol, svg")) out++;
  });
  seen.push("out=" + out);
  const charts = [...d.querySelectorAll(".chart")];
  const marks = x => x.querySelectorAll("rect, path, circle").length;
  seen.push("charts=" + charts.length, "bare=" + charts.filter(x => marks(x) < 2).length);
  seen.push("unnamed=" + [...d.querySelectorAll("svg[role=img]")].filter(
    x => !x.getAttribute("aria-label") && !x.querySelector("title")).length);
  const table = d.querySelector("#t-types table"), button = table.tHead.rows[0].cells[1].querySelector("button");
  const column = () => [...table.tBodies[0].rows].map(r => Number(r.cells[1].dataset.v));
  button.click();
  const down = column();
  button.click();
  const up = column();
  seen.push("sorted=" + (down.every((v, i) => !i || down[i - 1] >= v) && up.every((v, i) => !i || up[i - 1] <= v)));
  seen.push("copy=" + d.querySelectorAll(".cmd button").length);
  const box = [...d.querySelectorAll(".evidence")].find(x => x.querySelectorAll("li").length > 100);
  const lines = () => [...box.querySelectorAll("li")].filter(x => x.getClientRects().length).map(x => x.textContent);
  const first = lines(), input = box.querySelector("input");
  [...box.querySelectorAll(".pages button")].pop().click();
  const second = lines();
  const wanted = second[0].slice(0, 12);
  input.value = wanted;
  input.dispatchEvent(new w.Event("input"));
  const found = lines();
  seen.push("paged=" + (first.length === 50 && second.length === 50 && first[0] !== second[0]));
  seen.push("filtered=" + (found.length > 0 && found.every(t => t.includes(wanted))));
  seen.push("painted=" + (w.getComputedStyle(d.querySelector(".bar")).fill !== "rgb(0, 0, 0)"));
  document.getElementById("seen").textContent = seen.join(" ") + " end";
};
frame.srcdoc = page;
</script>"##;

fn browser() -> Option<&'static str> {
    let known = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let found = known.into_iter().find(|name| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|o| o.status.success())
    });
    if found.is_none() {
        println!("SKIPPED: no Chromium here; the page was not opened in a browser");
    }
    found
}

/// Runs the browser without a window and without a network; its stdout and what it said.
fn open(browser: &str, profile: &Path, args: &[&str], page: &Path) -> (String, String) {
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
        ])
        .args([
            "--disable-extensions",
            "--no-first-run",
            "--virtual-time-budget=10000",
        ])
        .args([
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr",
        ])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(args)
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// Hosts that Chromium itself asks for, whatever page it shows.
const ITS_OWN: [&str; 3] = [".google.com/", ".googleapis.com/", ".gvt1.com/"];

/// Addresses that a page asked the network for, by the browser's log of its network stack.
fn requests(browser: &str, profile: &Path, page: &Path, log: &Path) -> Vec<String> {
    let keep = format!("--log-net-log={}", log.display());
    open(browser, profile, &["--dump-dom", &keep], page);
    let text = std::fs::read_to_string(log).unwrap();
    // a browser that was in a hurry leaves the list open
    let closed = format!("{}]}}", text.trim_end().trim_end_matches(','));
    let log: serde_json::Value = serde_json::from_str(&text)
        .or_else(|_| serde_json::from_str(&closed))
        .unwrap();
    let request = &log["constants"]["logSourceType"]["URL_REQUEST"];
    assert!(request.is_number(), "the log has changed its form");
    let events = log["events"].as_array().unwrap().iter();
    let of_page = events.filter(|e| e["source"]["type"] == *request);
    let urls = of_page.filter_map(|e| Some(e["params"]["url"].as_str()?.to_owned()));
    urls.filter(|u| !ITS_OWN.iter().any(|own| u.contains(own)))
        .collect()
}

#[test]
fn the_log_of_the_network_holds_no_request_of_the_page() {
    let Some(browser) = browser() else { return };
    let world = World::new().file(
        "control.html",
        "<!doctype html><img src=\"http://outside.example/x.png\">",
    );
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    world
        .run(&format!("report {corpus} --type 投诉类型 -o page.html"))
        .ok();
    let seen = |page: &str| {
        let (profile, log) = (world.path("profile"), world.path("net.json"));
        requests(browser, &profile, &world.path(page), &log)
    };
    let asked = seen("control.html");
    assert!(
        asked.iter().any(|u| u == "http://outside.example/x.png"),
        "a request does not show in the log: {asked:?}"
    );
    assert_eq!(seen("page.html"), Vec::<String>::new());
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let n = (0..3).fold(0u32, |n, i| n << 8 | u32::from(*three.get(i).unwrap_or(&0)));
        for i in 0..=three.len() {
            out.push(char::from(DIGITS[(n >> (18 - 6 * i)) as usize & 63]));
        }
        out.extend(std::iter::repeat_n('=', 3 - three.len()));
    }
    out
}

#[test]
fn the_page_works_in_a_browser() {
    works_in_a_browser("");
}

#[test]
fn the_page_of_a_hotline_works_in_a_browser() {
    works_in_a_browser(
        "--template 12345-monthly --since 2023 --until 2024 --by 渠道,门店,区域 --lang en",
    );
}

fn works_in_a_browser(options: &str) {
    let Some(browser) = browser() else { return };
    let world = World::new();
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/complaints.csv");
    world
        .run(&format!(
            "report {corpus} --type 投诉类型 {options} -o page.html -o page.json"
        ))
        .ok();
    let page = base64(&world.bytes("page.html"));
    for width in [390, 1280] {
        let probe = PROBE
            .replace("@PAGE@", &page)
            .replace("@WIDTH@", &width.to_string());
        std::fs::write(world.path("probe.html"), probe).unwrap();
        let window = format!("--window-size={},2000", width + 200);
        let args = ["--dump-dom", window.as_str()];
        let (dom, said) = open(
            browser,
            &world.path("profile"),
            &args,
            &world.path("probe.html"),
        );
        let seen = dom
            .split("id=\"seen\">")
            .nth(1)
            .and_then(|s| s.split("</pre>").next())
            .unwrap_or("");
        assert!(
            seen.ends_with(" end"),
            "{width}: the probe did not finish: {seen}\n{said}"
        );
        for wanted in [
            "wide=false",
            "out=0",
            "bare=0",
            "unnamed=0",
            "sorted=true",
            "painted=true",
            "paged=true",
            "filtered=true",
        ] {
            assert!(
                seen.contains(wanted),
                "{width}: wanted {wanted}, seen {seen}"
            );
        }
        assert!(
            !seen.contains("charts=0 ") && !seen.contains("copy=0 "),
            "{width}: {seen}"
        );
        let console: Vec<&str> = said.lines().filter(|l| l.contains("CONSOLE")).collect();
        assert!(console.is_empty(), "{width}: {console:?}");
    }
    let print = format!("--print-to-pdf={}", world.path("page.pdf").display());
    let (_, said) = open(
        browser,
        &world.path("profile"),
        &[&print],
        &world.path("page.html"),
    );
    let pdf = String::from_utf8_lossy(&world.bytes("page.pdf")).into_owned();
    let pages = pdf.matches("/Type /Page\n").count();
    assert!((5..=40).contains(&pages), "{pages} pages\n{said}");
    assert!(!said.contains("CONSOLE"), "{said}");
    no_page_is_empty(&world.path("page.pdf"), pages);
}

/// Every page says something, and the last one ends with the footer: as many pages as the report needs, and no more.
fn no_page_is_empty(pdf: &Path, pages: usize) {
    let Ok(output) = Command::new("pdftotext").arg(pdf).arg("-").output() else {
        println!("SKIPPED: no pdftotext here; the pages were counted, not read");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let texts: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert_eq!(texts.len(), pages);
    for (i, page) in texts.iter().enumerate() {
        let said = page.chars().filter(|c| c.is_alphanumeric()).count();
        assert!(said > 60, "page {} of {pages} says {said} letters", i + 1);
    }
    let version = format!("tousu {}", env!("CARGO_PKG_VERSION"));
    assert!(texts.last().is_some_and(|t| t.contains(&version)));
}
