//! Headings, column names and short notes, in both languages side by side.

use crate::types::Lang;

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        /// The report's vocabulary in one language.
        pub(in crate::report) struct Words {
            /// The language they are in.
            pub(in crate::report) lang: Lang,
            $(pub(in crate::report) $name: &'static str,)*
        }
        pub(super) const ZH: Words = Words { lang: Lang::Zh, $($name: $zh,)* };
        pub(super) const EN: Words = Words { lang: Lang::En, $($name: $en,)* };
    };
}

words! {
    html_lang: "zh-CN", "en";
    summary: "摘要", "Summary";
    types: "投诉类型", "Complaint types";
    time: "时间趋势", "Trend";
    compare: "前后对比", "Before and after";
    rates: "投诉率", "Complaint rates";
    findings: "原因分析", "Causes";
    service: "服务指标", "Service figures";
    ledger: "口径与台账", "Definitions and row counts";
    contents: "目录", "Contents";
    // key figures
    total: "投诉总量", "Complaints";
    among_requests: "其中投诉", "Complaints among them";
    of_requests: "占全部诉求的 {}", "{} of all requests";
    distinct: "去重后", "Distinct";
    distinct_hint: "近似重复的投诉只计一次", "near-duplicates count once";
    latest: "最近完整时段", "Latest complete period";
    daily_mean: "日均", "Per day";
    a_day: "日均 {} 件", "{} a day";
    all_complaints: "共 {} 件投诉", "{} complaints";
    against: "较 {}（按工作日折算）\n{} → {} 件", "vs {} (adjusted for working days)\n{} → {} complaints";
    top_type: "占比最高的类型", "Largest type";
    top_type_corrected: "占比最高的类型（已校正）", "Largest type (corrected)";
    top_type_predicted: "模型判定最多的类型", "Type predicted most often";
    // columns
    complaint_type: "投诉类型", "Type";
    count: "投诉量", "Complaints";
    denominator: "分母", "Denominator";
    share: "占比", "Share";
    interval: "95% 区间", "95% interval";
    low: "下限", "low";
    high: "上限", "high";
    cumulative: "累计占比", "Cumulative share";
    predicted_share: "判定占比", "Predicted share";
    predicted_note: "判定占比 = 模型判为该类型的件数 ÷ 分母，含模型的误判，不作区间估计。", "The predicted share counts what the model said, errors included; it has no interval.";
    corrected: "校正占比", "Corrected share";
    corrected_interval: "校正占比 95% 区间", "95% interval, corrected";
    doubted: "校正占比（不可采信）", "Corrected share (unreliable)";
    doubted_interval: "校正占比区间（不可采信）", "Interval, corrected (unreliable)";
    too_few: "样本过少，未校正", "too few to correct";
    method: "校正方法", "Correction method";
    distinct_count: "去重投诉量", "Distinct";
    templates: "同一模板只计一次", "Templates";
    review: "待复核", "To review";
    change: "环比", "vs previous";
    change_interval: "环比 95% 区间", "vs previous, 95% interval";
    before: "上期", "Previous";
    yoy: "同比", "Year on year";
    yoy_interval: "同比 95% 区间", "Year on year, 95% interval";
    no_comparison: "无可比数据", "No comparable data";
    points: "占比变化", "Share change";
    trend: "走势", "Trend";
    period: "时间段", "Period";
    by_period: "分时段数据", "Figures by period";
    start: "起", "From";
    end: "止", "To";
    days: "天数", "Days";
    complete: "状态", "Status";
    marked: "超出预期", "Outside expected range";
    own_axis: "各图纵轴独立，从 0 起，标注值为最高值；橙点为超出预期区间的时段。", "Each panel has its own axis, from 0 to the highest count shown on it. Marked points lie outside the expected range.";
    holidays: "节假日", "Holidays";
    object: "对象", "Subject";
    expected: "预期", "Expected";
    band: "预期区间", "Expected range";
    value: "取值", "Value";
    share_within: "内部占比", "Share within";
    share_of_total: "占全部", "Share of all";
    lift: "提升度", "Lift";
    p: "校正 p 值", "Adjusted p";
    stands_out: "突出", "Stands out";
    explained_by: "偏高原因", "Explained by";
    metric: "指标", "Figure";
    filled: "有值件数", "With a value";
    mean: "均值", "Mean";
    sd: "标准差", "SD";
    median: "中位数", "Median";
    mode: "众数", "Mode";
    p90: "90 分位", "90th percentile";
    all: "全部", "All";
    sum: "合计", "Total";
    number: "序号", "No.";
    finding_kind: "类别", "Kind";
    slice: "范围", "Segment";
    sentence: "结论", "Finding";
    search: "检索命令", "Search command";
    word: "特征词", "Word";
    word_count: "含该词投诉（去重）", "Distinct complaints with it";
    word_share: "本组占比", "Share here";
    word_elsewhere: "其余占比", "Share elsewhere";
    z: "z 值", "z";
    examples: "示例编号", "Example ids";
    carries: "占增量", "Share of the rise";
    exemplar: "投诉内容", "Complaint";
    id: "编号", "ID";
    item: "项目", "Item";
    rows: "行数", "Rows";
    rows_unit: "行", "rows";
    word_key: "（含该词的去重投诉；本组占比 / 其余占比）", " (distinct complaints with it; share here / elsewhere)";
    file: "文件", "File";
    hash: "内容校验值 (BLAKE3)", "Checksum (BLAKE3)";
    hash_note: "校验值由文件内容算出，改动一个字节就不同，可据此核对报告出自哪些文件。", "The checksum is computed from the content of a file and differs if a single byte does: it shows which files the report was made from.";
    volume: "基数", "Volume";
    rate: "每万件投诉数", "Per 10,000";
    rates_by: "{}：投诉率", "{}: complaint rate";
    rates_lead: "每万“{}”的投诉数；{} 件投诉有对应的基数，{} 件没有，不计入投诉率。", "Complaints per 10,000 of “{}”. {} complaints fall under a line of the volume file; {} do not and are excluded.";
    goal: "目标占比", "Target";
    distance: "距目标", "Gap to target";
    distance_interval: "距目标 95% 区间", "Gap to target, 95% interval";
    count_before: "前段投诉量", "Before";
    count_after: "后段投诉量", "After";
    share_before: "前段占比", "Share before";
    share_after: "后段占比", "Share after";
    daily_change: "日均变化（折算）", "Per ordinary day";
    points_interval: "占比变化 95% 区间", "Share change, 95% interval";
    compare_by: "{}：前后对比", "{}: before and after";
    compare_lead: "前段 {} 至 {}（{} 天，折算 {} 天，{} 件），后段 {} 至 {}（{} 天，折算 {} 天，{} 件）。", "Before: {} to {} ({} days, {} ordinary days, {} complaints); after: {} to {} ({} days, {} ordinary days, {} complaints).";
    split: "占比变化分解", "Breakdown of the share changes";
    split_column: "按列", "By";
    split_mix: "结构效应", "Mix effect";
    split_within: "内部效应", "Within effect";
    split_most: "贡献最大的取值", "Largest contributor";
    split_part: "其贡献", "Its contribution";
    split_note: "占比变化 = 结构效应 + 内部效应，按未取舍的数值相等，显示的数字相加可能差 0.1：结构效应来自各取值投诉量比重的变化，内部效应来自各取值内该类型占比的变化。分母为类型与取值俱全的投诉。", "Share change = mix effect + within effect, exactly; the rounded figures shown may differ by 0.1. The mix effect comes from values that gain or lose weight among all complaints, the within effect from the type’s share changing inside the values. Only complaints with both a type and a value count.";
    split_reversed: "总体与分组方向相反：{} 的总体占比变化 {}，但按 {} 分开看，在占投诉量九成以上的取值内方向相反（内部效应 {}，结构效应 {}）。", "The total and its parts moved in opposite directions: overall, the share of {} changed by {}, but within values of {} that hold at least 90% of the complaints it moved the other way (within effect {}, mix effect {}).";
    themes: "类型内的细分问题", "Themes within types";
    theme: "细分问题", "Theme";
    theme_type: "所属类型", "Type";
    theme_share: "占该类型", "Share of type";
    type_distinct: "该类型去重投诉量", "Distinct complaints of the type";
    other_themes: "其他", "other";
    fits_no_type: "其中：难以归类（已计入上列类型）", "Of these: fits no type (counted above)";
    theme_examples: "细分问题的投诉示例", "Examples of themes";
    themes_note: "按投诉文本归并，只细分去重投诉超过 100 件的类型。一件投诉至多归入一个问题，归不进的列为“其他”；件数和占比均按去重投诉计算。", "Grouped by what the texts say, in types of more than 100 distinct complaints. A complaint counts in one theme at most; “other” holds the rest. Counts and shares are of distinct complaints.";
    themes_change_note: "环比按完整时段的去重投诉量计算；上期不足 5 件的只列件数。", "Changes compare distinct complaints of complete periods; where the previous period has fewer than 5, only the counts are given.";
    kind_compare: "前后变化", "Before and after";
    // service figures
    service_overview: "服务指标总览", "Service figures at a glance";
    service_types: "各类型办理情况", "Handling by type";
    column: "来源列", "Column";
    numerator: "分子", "Numerator";
    figure_value: "数值", "Value";
    figure_of: "{} · {}", "{}, {}";
    response_time: "响应时长", "Response time";
    resolution_time: "办结时长", "Resolution time";
    satisfaction: "满意度", "Satisfaction";
    nps: "净推荐值（NPS）", "Net promoter score";
    nps_of: "各类型的净推荐值：{}", "Net promoter score by type: {}";
    promoters: "推荐者（9–10 分）", "Promoters (9–10)";
    detractors: "贬损者（0–6 分）", "Detractors (0–6)";
    answered: "答复率", "Answered";
    closed: "办结率", "Closed";
    resolved: "解决率", "Resolved";
    answers_read: "各项回答的判读口径", "How answers are read";
    answer: "回答", "Answer";
    read_as: "判读", "Read as";
    no_answer: "未作答（不计入）", "no answer (not counted)";
    not_understood: "无法判读（该指标不计算）", "not understood (figure left out)";
    on_time: "按期率", "On time";
    first_contact: "一次解决率", "First-contact resolution";
    satisfied: "满意率", "Satisfied";
    repeat: "重复投诉率", "Repeat complaints";
    repeat_parts: "其中同一投诉人 {} 件、文本近似 {} 件，两者可有重叠。", "Of these, {} come from the same complainant and {} have nearly the same text; some are both.";
    rules_below: "各指标的口径见“口径与台账”。", "“Definitions and row counts” says how each figure is computed.";
    quadrant: "重要性与满意度", "Importance and satisfaction";
    chart_quadrant: "重要性（占比）与满意度", "Importance (share) and satisfaction";
    near_text: "（文本近似）", "(similar text)";
    importance: "重要性（占比）", "Importance (share)";
    field: "象限", "Quadrant";
    concentrate: "优先改进", "Concentrate here";
    keep_up: "继续保持", "Keep up";
    low_priority: "次要改进", "Low priority";
    maintain: "维持现状", "Maintain";
    no_field: "与总体无显著差别", "not significantly different from the overall level";
    to_concentrate: "优先改进（占比高、满意度显著偏低）：{}。", "Concentrate here (large share, significantly low satisfaction): {}.";
    none_to_concentrate: "没有占比高而满意度显著偏低的类型。", "No type combines a large share with significantly low satisfaction.";
    quadrant_note: "竖线为 95% 区间；空心点的区间包含总体水平，不归入任何象限。", "Vertical lines are 95% intervals. The interval of a hollow point includes the overall level, so the point belongs to no quadrant.";
    quadrant_cuts: "分界：占比 {}（1 ÷ 类型数），满意度 {}（全部投诉）。", "The quadrants meet at a share of {} (1 ÷ number of types) and a satisfaction of {} (all complaints).";
    quadrant_few: "满意度评价不足 10 件，未列：{}。", "Not shown, with fewer than 10 satisfaction answers: {}.";
    related: "占比与服务指标的相关", "Correlation of shares with service figures";
    related_table: "占比与服务指标的相关系数", "Correlation coefficients";
    related_periods: "各完整时段", "complete periods";
    related_lead: "以{}为单位，共检验 {} 对，其中 {} 对显著（等级相关，校正 p 值小于 0.05）。", "Across {}: {} pairs tested, {} significant (rank correlation, adjusted p below .05).";
    related_pair: "{} 的占比与{}：ρ = {}（n = {}，校正 p {}）", "Share of {} and {}: ρ = {} (n = {}, adjusted p {})";
    related_moved: "{} 的占比与{}：ρ = {}，剔除趋势后 {}（n = {}，校正 p {}）", "Share of {} and {}: ρ = {}, {} without trend (n = {}, adjusted p {})";
    related_drift: "各时段前后相关，一同上升的两列即使无关，ρ 也高，因此是否显著以剔除趋势和前期影响后的 ρ 判断。", "Periods are not independent, and two unrelated series that both drift have a high ρ. Significance is therefore judged by the ρ that remains without trend and carry-over.";
    prewhitened: "ρ（剔除趋势后）", "ρ without trend";
    related_note: "相关不等于因果；各类型占比之和为 100%，一类升高，必有其他类降低。", "Correlation is not causation. Shares add up to 100%, so when one rises, others fall.";
    related_few: "时段或取值不足 8 个（每个至少 10 件），不计算相关系数。", "Correlations need at least 8 periods or values with 10 or more complaints each; there are fewer.";
    pearson: "线性相关系数 r", "Linear correlation r";
    pearson_interval: "r 的 95% 区间", "95% interval of r";
    spearman: "等级相关系数 ρ", "Rank correlation ρ";
    compare_note: "日均变化按工作日折算：每折算日的件数，后段 ÷ 前段 − 1。区间含 0 的变化可能只是偶然；同时比较很多行时，约每二十行有一行仅因偶然而不含 0。", "Per ordinary day: complaints per ordinary day, after ÷ before − 1; weekdays and holidays count for what they usually hold. A change whose interval includes 0 may be chance. Among many rows, about one in twenty excludes 0 by chance alone.";
    // the monthly report of a hotline
    volume_title: "受理总体情况", "Complaints received";
    received: "受理总量", "Received";
    year_before: "去年同期", "Year before";
    channels: "来源渠道", "Channels";
    units: "责任单位", "Responsible unit";
    handling: "办理情况", "Handling";
    hot_spots: "热点问题", "Hot topics";
    no_hot_spots: "没有需要单独列出的热点问题，各类型的主要内容见“{}”一节。", "No topic stands out; “{}” says what each type is about.";
    cases: "典型案例", "Typical cases";
    cases_note: "热点问题和件数较多的类型各列一件，只列已有办理结果的。", "One complaint of each issue, then of each of the larger types, whose outcome is known.";
    outcome: "办理结果", "Outcome";
    top_types: "前 {} 类投诉及其主要内容", "The {} largest types and their main terms";
    inside: "其中", "Main terms";
    inside_note: "“其中”为该类型的细分问题，及其占该类型去重投诉的比例；去重投诉不超过 100 件的类型列特征词，一件投诉可含多个词。", "Main terms: the themes within the type, as shares of its distinct complaints. Types of 100 distinct complaints or fewer have their distinctive words instead; a complaint may contain several.";
    units_title: "{}：受理与办理情况", "{}: volume and handling";
    rank: "位次", "rank";
    rank_note: "位次按 95% 区间给出：区间重叠的单位不分先后，不足 10 件的不排；各单位区间都重叠的指标不列位次。", "Ranks follow the 95% intervals: units whose intervals overlap share them, and fewer than 10 complaints have none. A figure whose intervals all overlap has no ranks.";
    repeats: "重复件数", "Repeats";
    overdue: "超期件数", "Overdue";
    dissatisfied: "不满意件数", "Dissatisfied";
    still_open: "未办结件数", "Open";
    unresolved: "未解决件数", "Unresolved";
    open_title: "未办结清单（{} 件）", "Open complaints ({})";
    open_overdue: "未办结清单（{} 件，其中超期 {} 件）", "Open complaints ({}, {} of them overdue)";
    open_note: "按“{}”一列统计；超期的在前，其余按受理时间先后。", "Open by the column “{}”; overdue ones first, then the oldest.";
    open_some: "只列前 {} 件。", "Only the first {} are listed.";
    unit_in_charge: "承办单位", "Unit";
    age_days: "已历天数", "Days open";
    is_overdue: "是否超期", "Overdue";
    units_note: "“责任单位”列出该类型投诉最多的单位；占比的分母为该类型中填有单位的投诉。", "Responsible unit: the units with most complaints of the type, as shares of those that name a unit.";
    actions: "整改清单", "Actions";
    problem: "问题", "Problem";
    measure: "整改措施", "Measure";
    due: "完成期限", "Due";
    actions_note: "责任单位、整改措施、完成期限由承办部门填写。", "The responsible department fills in unit, measure and due date.";
    // chart titles and notes
    chart_types: "各类型占比与累计占比", "Share and cumulative share by type";
    chart_trend: "投诉总量走势", "All complaints over time";
    chart_small: "各类型走势", "Each type over time";
    chart_stacked: "类型构成的变化", "Mix of types over time";
    chart_values: "各取值占比", "Share by value";
    chart_numbers: "各类型的中位数与 90 分位", "Median and 90th percentile by type";
    heat: "类型 × {}", "Type × {}";
    heat_legend: "单元格为该类型在该列内部的占比；▲ 表示显著高于其余各处。", "Cells show the type’s share within the column; ▲ marks shares significantly above all other columns together.";
    heat_legend_rows: "单元格为该类型在该行内部的占比；▲ 表示显著高于其余各处。", "Cells show the type’s share within the row; ▲ marks shares significantly above all other rows together.";
    lower: "与其余相比：偏低", "Compared with the rest: lower";
    higher: "偏高", "higher";
    standing_out: "显著偏高的组合", "Combinations that stand out";
    none_stands_out: "没有显著偏高的组合。", "No combination stands out.";
    explained_note: "偏高系{}构成所致、不列入上表：{}。", "Higher only because of the mix of {}, so not listed: {}.";
    explained_more: " 等 {} 个组合", " and {} more";
    marks: "超出预期区间的时段", "Periods outside the expected range";
    by_period_type: "时间段 × 类型（投诉量）", "Period × type (complaints)";
    rest: "其余类型", "Other types";
    complaints_axis: "投诉量", "complaints";
    incomplete: "数据不完整", "incomplete";
    band_note: "灰带为预期区间，虚线为预期值；橙点为超出区间的时段。", "Grey band: expected range. Dashed line: expected count. Marked points lie outside the range.";
    incomplete_note: "空心点与浅色柱为数据不完整的时段，不参与环比、同比。", "Hollow points and pale bars are incomplete periods; they are excluded from comparisons.";
    share_note: "占比分母：{} 件（有类型的投诉）。", "Shares are of the {} complaints that have a type.";
    value_note: "占比分母：{} 件（“{}”有取值的投诉）。", "Shares are of the {} complaints with a value in “{}”.";
    without_note: "另有 {} 件没有取值，不计入占比。", "{} more have no value and are excluded from the shares.";
    folded_note: "另有 {} 个取值合并为“…”。", "{} more values are combined into “…”.";
    cut_note: "图中只画前 {} 项，其余见表。", "The chart shows the first {}; the table lists all.";
    rounded_note: "因四舍五入，各项占比之和可能不等于 100%。", "Because of rounding, shares may not add up to 100%.";
    adjusted_note: "环比、同比按工作日折算，与日均直接相比的结果略有不同。", "Changes are adjusted for working days, and differ somewhat from those of the daily means.";
    change_note: "环比：{}与{}相比，按工作日折算；上期不足 5 件的只列件数。", "vs previous: {} compared with {}, adjusted for working days; from fewer than 5 complaints, only the counts are given.";
    association_note: "与投诉类型的关联强度：{}（0 为无关，1 为完全对应）。", "Association with the type: {} (0: none, 1: complete).";
    band_word: "预期 {}（{}–{}）", "expected {} ({}–{})";
    distinctive: "特征词", "Distinctive words";
    where_from: "增量来自", "Where it comes from";
    exemplars: "典型投诉", "Examples";
    see_complaints: "查看这些投诉", "List these complaints";
    evidence: "投诉明细", "Complaints of findings";
    evidence_all: "全部 {} 件投诉", "All {} complaints";
    evidence_some: "共 {} 件投诉，列出 {} 件", "{} complaints, {} of them listed";
    evidence_finding: "所属结论", "Finding";
    copies: "同文投诉件数", "Complaints with this text";
    day: "日期", "Date";
    make_index: "“查看这些投诉”的命令在索引 complaints.idx 中检索；尚无此索引时，先运行 {}", "The commands under “List these complaints” search the index complaints.idx. Where there is none yet, make it with {}";
    kind_type: "类型特征", "Type profile";
    kind_rise: "异常上升", "Rise";
    kind_cell: "显著偏高", "Stands out";
    kind_holiday: "节假日上升", "Holiday rise";
    kind_unknown: "难以归类", "Fits no type";
    findings_unknown: "难以归类的投诉（标为待复核的；没有待复核的，则为各类型概率都低于 70% 的。内容相近的归为一组，最多列三组）", "Complaints that fit no type well (those for review or, without any, those of which no type is 70% probable; similar ones are grouped, three groups at most)";
    kind_burst: "话题突增", "Emerging topic";
    kind_issue: "本期重点", "Issue of the period";
    kind_shift: "持续变化", "Lasting shift";
    rule_share: "占比", "Share";
    rule_distinct: "去重投诉量", "Distinct";
    rule_change: "环比、同比", "Changes";
    rule_band: "预期区间", "Expected range";
    rule_by: "维度占比", "Share by dimension";
    rule_association: "关联强度", "Association";
    findings_attention: "优先关注", "Start here";
    findings_types: "各类型反映的主要问题", "What each type is about";
    rows_in: "读入行数", "Rows read";
    rows_out: "计入行数", "Rows counted";
    rejected: "拒收：{}", "Rejected: {}";
    left_where: "不符合条件（--where）", "Left out by --where";
    left_before: "本期之前（只用于对比）", "Before the period (history only)";
    left_after: "本期之后", "After the period";
    left_undated: "没有时间", "Without a time";
    repeated_rows: "重复导出，不计", "Repeated rows, not counted";
    without: "缺少{}", "Without {}";
    without_type: "投诉类型", "a type";
    without_time: "时间", "a time";
    rules: "计算口径", "How figures are computed";
    more_rules: "其他指标的计算口径", "How other figures are computed";
    notes: "数据说明", "Notes on the data";
    inputs: "输入文件", "Input files";
    command: "命令", "Command";
    model: "模型文件校验", "Model";
    type_column: "类型列", "Type column";
    version: "程序版本", "Version";
    // a printed report
    share_by_type: "各类型占比", "Share by type";
    band_lines_note: "灰线为预期区间的上下限，虚线为预期值。", "Grey lines: ends of the expected range. Dashed line: expected count.";
    issue_no: "期号", "Issue";
    prepared_by: "编制", "Prepared by";
    reviewed_by: "审核", "Reviewed by";
    approved_by: "签发", "Approved by";
    // workbook and page furniture
    back: "← 返回摘要", "← Summary";
    sort_hint: "点击表头排序", "Click a heading to sort";
    filter: "筛选", "Filter";
    copy: "复制", "Copy";
    copied: "已复制", "Copied";
    previous: "上一页", "Previous";
    next: "下一页", "Next";
    skip: "跳到正文", "Skip to content";
    yes: "是", "yes";
    no: "否", "no";
    no_complaints: "没有可统计的投诉。", "There is nothing to count.";
    to: "至", "to";
    sep: "：", ": ";
    list_sep: "、", ", ";
    offline: "本报告为单个文件，不访问网络。", "This report is a single file and makes no network requests.";
}

/// Statutory holidays: the figures' name, short Chinese for a picture, English, short English.
const HOLIDAYS: [(&str, &str, &str, &str); 7] = [
    ("元旦", "元旦", "New Year", "NewYear"),
    ("春节", "春节", "Spring Festival", "Spring"),
    ("清明节", "清明", "Qingming", "Qingm."),
    ("劳动节", "劳动", "Labour Day", "Labour"),
    ("端午节", "端午", "Dragon Boat", "Dragon"),
    ("中秋节", "中秋", "Mid-Autumn", "Autumn"),
    ("国庆节", "国庆", "National Day", "Nat’l"),
];

/// A holiday as a table names it; one that is not known keeps its name.
pub(in crate::report) fn holiday(name: &str, lang: Lang) -> &str {
    match (lang, HOLIDAYS.iter().find(|h| h.0 == name)) {
        (Lang::En, Some(h)) => h.2,
        _ => name,
    }
}

/// A holiday as a picture names it.
pub(in crate::report) fn short_holiday(name: &str, lang: Lang) -> String {
    match (lang, HOLIDAYS.iter().find(|h| h.0 == name)) {
        (Lang::En, Some(h)) => h.3.to_owned(),
        (Lang::Zh, Some(h)) => h.1.to_owned(),
        _ => crate::report::number::cut(name, 8),
    }
}

impl Words {
    /// The vocabulary of `lang`.
    pub(in crate::report) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }
}

/// `template` with each `{}` replaced in turn.
pub(in crate::report) fn fill(template: &str, values: &[&str]) -> String {
    let mut parts = template.split("{}");
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        out.push_str(values.next().copied().unwrap_or_default());
        out.push_str(part);
    }
    out
}
