//! Whether a new word is somebody's name: it must not enter a dictionary.

/// The commonest surnames.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史贺毛郝顾邵钱严洪武汤戴莫孔尚温康施";
const COMPOUND: [&str; 10] = [
    "欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "慕容", "令狐", "东方", "尉迟",
];
/// Characters of given names that few other words are made of.
const GIVEN: &str = "伟芳娜敏静丽强磊军勇艳杰娟涛超秀霞刚桂英华玉兰建国志明文辉斌波鹏飞宇浩然梓涵欣怡雨轩诗琪佳慧雪婷婕莹玲琳萍红梅凤莲珍桃洁倩颖璐瑶蕾薇晶燕云海峰林森鑫博俊凯旭阳东升振兴德福贵祥瑞昌荣清泉江河山川龙虎彬彪豪翔毅诚信义忠孝仁礼智勤俭淑贤惠琴瑜瑾昊晨曦子墨思远嘉";
/// What stands right before a name, and right behind one.
const BEFORE: [&str; 16] = [
    "我叫",
    "叫做",
    "名叫",
    "本人",
    "姓名",
    "联系人",
    "投诉人",
    "来电人",
    "反映人",
    "业主",
    "老板",
    "法人",
    "负责人",
    "经理",
    "主任",
    "居民",
];
const BEHIND: [&str; 18] = [
    "先生", "女士", "小姐", "师傅", "经理", "主任", "老师", "医生", "书记", "校长", "院长", "局长",
    "所长", "队长", "老板", "同志", "警官", "律师",
];
/// A word is a name where at least one in so many of its occurrences is next to such a word.
const ONE_IN: usize = 5;

/// Whether `word` is a name: by its characters, or by what is next to it in `texts`.
pub(super) fn is_person(word: &str, texts: &[impl AsRef<str>]) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let surname = match COMPOUND.iter().any(|c| word.starts_with(c)) {
        true => 2,
        false => usize::from(chars.first().is_some_and(|c| SURNAMES.contains(*c))),
    };
    let Some(given) = chars
        .get(surname..)
        .filter(|g| surname > 0 && (1..=2).contains(&g.len()))
    else {
        return false;
    };
    if given.len() == 2 && given.iter().all(|c| GIVEN.contains(*c)) {
        return true;
    }
    let (mut all, mut beside) = (0, 0);
    for text in texts {
        let text = text.as_ref();
        for (at, _) in text.match_indices(word) {
            let (before, behind) = (&text[..at], &text[at + word.len()..]);
            let before = before.trim_end_matches([':', ' ', '是', '为', '的']);
            all += 1;
            beside += usize::from(
                BEFORE.iter().any(|b| before.ends_with(b))
                    || BEHIND.iter().any(|b| behind.starts_with(b)),
            );
        }
    }
    beside > 0 && beside * ONE_IN >= all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_other_words() {
        let texts = [
            "投诉人马晓彤反映热水器漏水",
            "马晓彤女士来电",
            "马桶盖坏了",
            "安装师傅没带马桶盖",
            "经理金卡套餐不让退",
            "金卡套餐涨价",
            "金卡套餐没有优惠",
            "金卡套餐怎么退",
            "金卡套餐到期",
            "金卡套餐余额",
        ];
        for name in ["马晓彤", "王建国", "欧阳明慧", "李秀兰"] {
            assert!(is_person(name, &texts), "{name}");
        }
        for word in [
            "马桶盖",
            "金卡套餐",
            "金卡套",
            "高铁站",
            "余额宝",
            "方向盘",
            "电饭煲",
        ] {
            assert!(!is_person(word, &texts), "{word}");
        }
    }
}
