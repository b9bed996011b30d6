//! Header words in Chinese, English and Russian: the only place that knows them.

mod kinds;
mod ledger;
mod scale;
mod units;

pub use kinds::names_people;
pub(super) use kinds::{is_rating, is_share};
pub use ledger::{LedgerColumn, says_accepted, says_done};
pub use scale::best_is_lowest;
pub(super) use units::{BareUnit, bare_unit, is_power};

use super::role::{Role, ServiceRole};
use crate::types::{TAKEN, header_words};

#[rustfmt::skip]
const TEXT: &[&str] = &[
    "text", "客户留言", "会话内容", "留言详情", "投诉内容", "投訴內容", "投诉详情", "问题描述", "問題描述", "诉求内容",
    "訴求內容", "工单内容", "反馈内容", "评价内容", "评论内容", "留言内容", "来电内容",
    "主要内容", "投诉描述", "内容", "內容", "详情", "正文", "描述", "诉求", "訴求", "原文",
    "文本", "评论", "评价", "反馈", "留言", "consumer complaint narrative", "narrative",
    "content", "description", "complaint", "complaint text", "message", "review", "comment",
    "body", "feedback", "details", "descriptor", "текст обращения", "текст",
    "обращение", "содержание", "описание", "жалоба",
    "сообщение", "комментарий", "отзыв",
];

#[rustfmt::skip]
const ID: &[&str] = &[
    "id", "编号", "編號", "留言编号", "投诉编号", "投訴編號", "工单编号", "工单号", "工單號",
    "案件编号", "流水号", "受理编号", "序号", "complaint id", "complaint_id", "ticket id",
    "ticket_id", "ticket", "case id", "number", "no", "no.", "номер",
    "номер обращения", "ид", "订单号", "unique key", "reference number", "reference",
];

#[rustfmt::skip]
const TIME: &[&str] = &[
    "time", "date", "留言时间", "投诉时间", "投訴時間", "受理时间", "来电时间", "反映时间",
    "提交时间", "登记时间", "创建时间", "建立時間", "发布时间", "评论时间", "时间", "時間",
    "日期", "投诉日期", "受理日期", "date received", "created_at", "created", "created at",
    "datetime", "timestamp", "submitted", "дата", "дата обращения",
    "дата создания", "дата поступления", "время", "反映日期", "登记日期", "created date", "来电日期", "开始时间", "接入时间", "会话开始时间", "start time",
];

/// Headers of the time at which a complaint came in; in full.
#[rustfmt::skip]
const RECEIVED: &[&str] = &[
    "受理时间", "受理日期", "登记时间", "登记日期", "接收时间", "接收日期", "收到时间", "收到日期", "收件时间", "收件日期", "接件时间", "录入时间", "录入日期",
    "建单时间", "建单日期", "立案时间", "立案日期", "创建时间", "创建日期", "received", "received at", "received on", "received date", "date received",
    "receipt date", "registered", "registered at", "date registered", "registration date", "created_at", "created at", "created", "created date",
    "дата поступления", "дата регистрации", "дата создания",
];

#[rustfmt::skip]
const LABEL: &[&str] = &[
    "label", "类型", "類型", "投诉类型", "投訴類型", "一级标签", "一级分类", "一级类别",
    "问题类型", "诉求类型", "分类", "分類", "类别", "類別", "标签", "標籤", "category", "type",
    "class", "topic", "complaint type", "тип", "категория", "тема",
    "тип обращения", "product",
];

/// Columns of titles, which belong to the text beside them.
#[rustfmt::skip]
const TITLE: &[&str] = &[
    "标题", "標題", "主题", "主題", "题目", "subject", "title", "headline", "summary", "заголовок", "тема",
];

/// Words beside which a title names something else: a kind, a product, a person.
#[rustfmt::skip]
const NO_TITLE: &[&str] = &["类", "標籤", "标签", "category", "type", "商品", "产品", "product", "job", "name", "тип"];

/// Columns in which the complainant does not speak: replies, remarks of the staff, addresses.
#[rustfmt::skip]
const NOT_THE_COMPLAINT: &[&str] = &[
    "回复", "回覆", "答复", "答覆", "回访", "回訪", "处理意见", "处理结果", "处理情况", "处理过程", "处理说明", "处理描述", "处理内容", "办理意见", "办理结果",
    "办理情况", "办结意见", "办结情况", "处置", "解决方案", "解决措施", "解决情况", "整改", "批示", "备注", "備註", "审核", "地址", "地點",
    "地点", "网址", "链接", "姓名", "小结", "resolution", "response", "reply", "replies", "answer", "agent", "staff", "note", "notes", "remark", "remarks",
    "solution", "action", "address", "url", "link", "ответ", "решение", "адрес", "примечание", "резолюция",
];

/// Parts of headers of times that are not when the complaint was made: handling, closing, changes, deadlines.
#[rustfmt::skip]
const LATER: &[&str] = &[
    "办结", "辦結", "关闭", "關閉", "完成", "完结", "结案", "結案", "结束", "办理", "处理", "處理", "答复", "答覆", "回复", "回覆", "解决", "响应", "更新", "修改",
    "截止", "到期", "期限", "时限", "派单", "派发", "转办", "交办", "分派", "接单", "签收", "回访", "审核", "退款", "发货", "购买", "下单", "导出", "统计",
    "closed", "closing", "close", "solved", "resolved", "resolution", "updated", "update", "modified", "changed", "completed", "finished", "ended", "end",
    "due", "deadline", "responded", "response", "answered", "replied", "assigned", "sent to", "exported", "purchase", "order", "закрыт", "закрытия", "ответа",
    "решения", "изменения", "обновления", "исполнения", "срок",
];

/// Words of headers of lengths of time.
#[rustfmt::skip]
const DURATION: &[&str] = &[
    "秒", "分钟", "分鐘", "小时", "小時", "时长", "時長", "耗时", "耗時", "用时", "用時", "天数", "天數", "工作日", "(天)", "(时)", "(分)", "(h)", "(s)", "(min)", "(d)",
    "seconds", "minutes", "hours", "days", "duration", "elapsed", "часы", "часов", "минуты", "минут", "дней", "длительность",
];

/// Columns that are dimensions however many values they have.
#[rustfmt::skip]
const DIMENSION: &[&str] = &[
    "产品", "商品", "品牌", "型号", "渠道", "来源", "区域", "地区", "省", "市", "区县", "街道", "门店", "店铺", "部门", "单位",
    "承运商", "快递公司", "等级", "级别", "product", "brand", "channel", "submitted via", "region", "state", "city", "store",
    "company", "department", "carrier", "канал", "регион", "продукт", "магазин",
];

/// Columns that never are dimensions, however few values they have.
const NO_DIMENSION: &[&str] = &["split", "decision", "predicted", "source_repo", "tags"];

/// Columns whose numbers name things: ids, codes, telephones.
const THINGS: &[&str] = &[
    "号", "编码", "代码", "id", "code", "zip", "phone", "电话", "手机", "邮编",
];

/// Columns of numbers that are neither amounts nor names of things.
const NO_AMOUNT: &[&str] = &["sheet", "confidence", "序", "index", "year", "年份"];

/// Columns of a day, month or year in a small table given beside the complaints.
const SPAN: &[&str] = &[
    "时间", "日期", "月份", "年月", "月", "年份", "date", "month", "period",
];

/// Parts of headers that speak for a service role. The first role that fits decides, so the narrower stand first.
#[rustfmt::skip]
pub(super) const SERVICE: [(ServiceRole, &[&str]); 11] = [
    (ServiceRole::FirstContact, &[
        "一次解决", "首次解决", "首问解决", "一次性解决", "首解", "解决次数", "fcr", "first contact", "first call",
    ]),
    (ServiceRole::OnTime, &["及时", "按期", "按时", "超期", "逾期", "超时", "办理时限", "时限情况", "timely", "on time", "overdue"]),
    (ServiceRole::Nps, &["净推荐", "推荐意愿", "推荐度", "推荐分", "推荐值", "nps", "recommend"]),
    (ServiceRole::Satisfaction, &[
        "满意", "服务评分", "服务评价", "评分", "星级", "satisfaction", "satisfied", "csat", "rating",
    ]),
    (ServiceRole::Response, &[
        "响应", "答复时", "答复小时", "答复天", "答复日", "回复时", "回复小时", "回复天", "回复日", "首次回复", "首次答复",
        "first response", "response time", "response hours", "response minutes", "responded", "replied", "reply time",
    ]),
    (ServiceRole::Resolution, &[
        "解决", "办结", "办理时", "办理天", "处理时", "处理小时", "处理天", "完成时", "关闭时", "结案", "完结", "resolution",
        "resolved", "closed", "handling time",
    ]),
    (ServiceRole::Answered, &["接通", "接听", "应答", "是否答复", "是否回复", "已答复", "已回复", "答复情况", "回复情况", "回复状态", "答复状态", "answered", "replied"]),
    (ServiceRole::Resolved, &["解决", "resolved", "solved"]),
    (ServiceRole::Closed, &["办结", "办理状态", "处理状态", "工单状态", "办理情况", "结案", "完结", "关闭", "closed", "case status", "ticket status"]),
    (ServiceRole::Complainant, &[
        "电话", "手机", "联系方式", "来电号码", "投诉人", "来电人", "诉求人", "留言人", "留言用户", "客户编号", "客户号", "客户id",
        "会员号", "会员编号", "用户编号", "用户id", "用户名", "证件号", "身份证", "complainant", "caller", "phone", "telephone",
        "mobile", "customer id", "user id", "member id", "account",
    ]),
    (ServiceRole::Outcome, &[
        "处理结果", "办理结果", "处置结果", "解决结果", "处理情况", "办理情况", "处置情况", "整改情况", "答复意见", "答复内容", "回复意见", "回复内容", "办结意见",
        "處理結果", "答覆內容", "处理意见", "办理意见", "处理措施", "解决方案", "outcome", "company response", "resolution", "reply", "результат", "ответ",
    ]),
];

/// A complainant's trait, not the complainant.
#[rustfmt::skip]
const TRAIT: &[&str] = &["类", "级", "渠道", "来源", "性别", "年龄", "type", "level", "segment", "gender"];

/// What a dimension of a hotline's monthly report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// How the complaint came in.
    Channel,
    /// Kind of request: question, complaint, …
    Request,
    /// The unit in charge.
    Unit,
    /// How the complaint was handled.
    Handling,
    /// Anything else.
    Other,
}

/// Parts of headers by topic; the first list that matches decides.
#[rustfmt::skip]
const TOPICS: [(Topic, &[&str]); 4] = [
    (Topic::Handling, &[
        "接通", "办结", "满意", "解决", "超期", "逾期", "及时", "回访", "timely", "resolved", "satisf", "answered", "closed",
    ]),
    (Topic::Request, &["诉求类", "诉求性质", "受理类型", "工单类型", "业务类型", "request"]),
    (Topic::Unit, &["单位", "部门", "承办", "机构", "department", "agency", "unit", "company"]),
    (Topic::Channel, &["来源", "渠道", "方式", "channel", "source", "submitted via"]),
];

impl Topic {
    /// The topic of a column by its header; a crossing of columns is [`Topic::Other`].
    #[must_use]
    pub fn of(header: &str) -> Self {
        let header = simple(header);
        let found = TOPICS
            .iter()
            .find(|(_, parts)| parts.iter().any(|p| header.contains(p)));
        match found {
            Some((topic, _)) if !header.contains('×') => *topic,
            _ => Self::Other,
        }
    }
}

/// Words of a role, best first; compared without case and outer space.
pub(super) fn words(role: Role) -> &'static [&'static str] {
    match role {
        Role::Text => TEXT,
        Role::Id => ID,
        Role::Time => TIME,
        Role::Received => RECEIVED,
        Role::Label => LABEL,
        Role::Dimension => DIMENSION,
    }
}

/// How strongly a header (in its [`simple`] form) speaks for a role; 0 for not at all. Words that speak for another moment, or
/// another speaker, leave it below every header without such words.
pub(crate) fn strength(role: Role, header: &str) -> usize {
    let strength = by_words(role, header);
    let doubtful = match role {
        Role::Text => is_not_the_complaint(header),
        Role::Time => is_later(header),
        _ => false,
    };
    if doubtful { strength.min(1) } else { strength }
}

fn by_words(role: Role, header: &str) -> usize {
    let words = words(role);
    if let Some(rank) = words.iter().position(|w| *w == header) {
        return 2000 - rank;
    }
    let inside = |w: &str| {
        let long = if w.is_ascii() {
            w.len() >= 4
        } else {
            w.chars().count() >= 2
        };
        long && header.contains(w)
    };
    let rank = words.iter().position(|w| inside(w));
    rank.map_or(0, |rank| 1000 - rank)
}

/// True for a column in which somebody else than the complainant speaks.
pub(super) fn is_not_the_complaint(header: &str) -> bool {
    holds_any(header, NOT_THE_COMPLAINT)
}

/// True for a time after the complaint was made.
pub(super) fn is_later(header: &str) -> bool {
    holds_any(header, LATER)
}

/// True for the time at which a complaint came in.
pub(super) fn is_received(header: &str) -> bool {
    RECEIVED.contains(&header)
}

/// True for a length of time.
pub(super) fn is_duration(header: &str) -> bool {
    DURATION.iter().any(|w| match w.starts_with('(') {
        true => header.contains(w),
        false => holds(header, w),
    })
}

/// True for a title of the text beside it.
pub(super) fn is_title(header: &str) -> bool {
    holds_any(header, TITLE) && !holds_any(header, NO_TITLE) && !is_not_the_complaint(header)
}

/// What a person reads in `name`; see [`header_words`].
pub(super) fn simple(name: &str) -> String {
    header_words(name)
}

/// Whether a header holds a word: anywhere in Chinese, as a word of its own in Latin letters.
pub(super) fn holds(header: &str, word: &str) -> bool {
    if word.is_ascii() {
        let mut words = header.split(|c: char| !c.is_alphanumeric());
        header == word || words.any(|w| w == word)
    } else {
        header.contains(word)
    }
}

fn holds_any(header: &str, words: &[&str]) -> bool {
    words.iter().any(|w| holds(header, w))
}

/// True where a column of this name holds names of things (ids, codes, telephones), whatever they look like.
#[must_use]
pub fn names_things(header: &str) -> bool {
    holds_any(&simple(header), THINGS)
}

/// True for a name that headers commonly hold.
#[must_use]
pub fn is_known(name: &str) -> bool {
    let name = simple(name);
    let roles = [Role::Text, Role::Id, Role::Time, Role::Label];
    roles.iter().any(|r| words(*r).contains(&name.as_str()))
}

/// True for a column of days, months or years in a table given beside the complaints.
#[must_use]
pub fn is_span(name: &str) -> bool {
    SPAN.contains(&simple(name).as_str())
}

/// Parts of headers of amounts that complaints are set against.
#[rustfmt::skip]
const VOLUME: &[&str] = &[
    "单量", "订单", "销量", "数量", "用户数", "客户数", "件数", "总量", "保有量", "人口", "户数", "volume", "orders", "sales", "units", "users", "customers", "count",
    "quantity", "заказы", "количество",
];

/// True for a column of amounts in a table given beside the complaints, not of rates.
#[must_use]
pub fn is_volume(name: &str) -> bool {
    let name = simple(name);
    let is_rate = name.contains(['率', '比', '%']) || holds(&name, "rate") || holds(&name, "share");
    !is_rate && holds_any(&name, VOLUME)
}

/// The word of a header that speaks for a role.
#[must_use]
pub fn word(role: Role, header: &str) -> Option<&'static str> {
    let header = simple(header);
    let words = words(role);
    let rank = strength(role, &header);
    let place = if rank > 1000 {
        2000 - rank
    } else {
        1000_usize.saturating_sub(rank)
    };
    words.get(place).filter(|_| rank > 0).copied()
}

/// True for a column of types in a table given beside the complaints.
#[must_use]
pub fn is_type(name: &str) -> bool {
    ["type", "类型", "投诉类型"].contains(&name)
}

pub(super) fn may_be_amount(header: &str) -> bool {
    !names_things(header) && !holds_any(header, NO_AMOUNT)
}

pub(super) fn is_dimension(header: &str) -> bool {
    holds_any(header, DIMENSION)
}

pub(super) fn may_be_dimension(header: &str) -> bool {
    // classifying adds this where a name is taken
    !NO_DIMENSION.contains(&header.trim_end_matches(TAKEN))
        && !header.starts_with("runner_up")
        && !names_complainants(header)
}

/// True for a column of those who complained.
fn names_complainants(header: &str) -> bool {
    let of_people = SERVICE
        .iter()
        .filter(|(role, _)| *role == ServiceRole::Complainant);
    let parts = of_people.flat_map(|(_, parts)| *parts);
    parts.into_iter().any(|p| holds(header, p)) && !is_trait(header)
}

pub(super) fn is_trait(header: &str) -> bool {
    TRAIT.iter().any(|w| header.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_of_a_monthly_report() {
        for (name, topic) in [
            ("来电渠道", Topic::Channel),
            ("Submitted via", Topic::Channel),
            ("诉求类型", Topic::Request),
            ("承办单位", Topic::Unit),
            ("Company", Topic::Unit),
            ("是否按期办结", Topic::Handling),
            ("满意度", Topic::Handling),
            ("大区", Topic::Other),
            ("渠道×大区", Topic::Other),
        ] {
            assert_eq!(Topic::of(name), topic, "{name}");
        }
    }
}
