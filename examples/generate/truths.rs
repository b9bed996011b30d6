//! What is planted, and the words it is told in. `corpora/README.md` lists it with its counts.

use super::calendar::Date;
use super::types::{FALSE_ADS, INSTALLATION, INVOICE, PRICE, PRIVACY, SYSTEM};

/// Rows per mille of all, in a holiday or its aftermath against an ordinary day.
pub(crate) const HOLIDAY_RISE: usize = 1800;
/// And the weight of 物流配送 among them.
pub(crate) const HOLIDAY_LOGISTICS: usize = 3000;

/// The month of the swollen batteries: X5手机, 西南, 2024-06.
pub(crate) const WAVE: Planted = Planted {
    first: (2024, 6, 1),
    last: (2024, 6, 30),
    rows: 48,
    cores: &[
        "{充着电|充电时|放枕头边}发现电池{鼓包|鼓包了}，{后盖顶开了|屏幕翘起来了|裂了条缝}",
        "{手机|机子|X5}电池{鼓包|严重鼓包|膨胀鼓包}，{烫得不敢用|怕爆炸|拿都不敢拿}",
        "才用<月>个月电池就{鼓包|鼓包了}，{后盖|屏幕}都{撑开|拱起来}了",
        "电池鼓包，送去店里，店员说是{天热|高温|我充电器}引起的",
        "后盖慢慢{翘|鼓}起来，拆开才知道是电池鼓{包|了}",
        "{打着电话|半夜}闻到有股{焦味|甜味}，里面的电池鼓得像{面包|馒头}",
        "{我们单位好几个|身边三个}同事的X5电池都鼓包了",
        "{电池|手机}鼓包{找|问}<客服>，说{高温天正常|让寄回检测}，这{能算正常吗|谁敢寄}",
    ],
};
/// The carrier's jam: 捷骆物流, 华中, 2024-08.
pub(crate) const JAM: Planted = Planted {
    first: (2024, 8, 2),
    last: (2024, 8, 29),
    rows: 46,
    cores: &[
        "捷骆{物流|}{爆仓|说爆仓了}，{货|件|<机>}{滞留|压}在{分拨中心|中转场}<天>天",
        "{显示|物流写着}{滞留|滞留件}，{打|问}捷骆{电话|网点}说{爆仓|仓库爆了}{没车|没人手|排不上}",
        "{件|包裹|<机>}{到|在}{了|}{分拨中心|转运站}就{滞留|不动}，{<天>天|}，{捷骆|快递}{说|讲}{暴雨|发大水}{爆仓|走不了}",
        "<机>{滞留|卡}{<天>天|}，{捷骆物流|捷骆}{一句|就一句}爆仓{打发|就完了}",
        "{全|整}{区|城}的{件|快递}{都|全}{滞留|堆}在{捷骆|}分拨{中心|场}，{爆仓|爆仓了}{也|}不{通知|改派}",
    ],
};
/// From this day the new freight rule holds: the buyer pays for sending back.
pub(crate) const RULE_FROM: Date = (2024, 4, 1);
/// The weight of 退款退货 since then, per mille.
pub(crate) const RULE_RISE: usize = 1900;
/// The share of 退款退货 since then that is about the rule, per mille.
pub(crate) const RULE_SHARE: usize = 480;
pub(crate) const RULE_CORES: &[&str] = &[
    "{退货|退回去}{要|让}{我|}{自己|}{出|承担|付}{运费|邮费|退货运费}<费>{元|块}，说{是|}{四月|4月}{起|}的新规",
    "{退货运费|退回运费}{新规|新规定|新政策}{下单|买}{时|的时候}{没|根本没}{写|提示|告知}",
    "{以前|原来}{退货|}{包|有}运费{险|}，{现在|新规后}{取消|没}了，{退个货|}{运费|邮费}<费>",
    "{你们|东西}的问题{退货|退}，{凭什么|为什么}{运费|退货运费}{我|买家}{出|自付|承担}",
    "{退款|钱}{里|}{直接|}扣{了|}<费>{元|块}{退货运费|运费}，{说|解释}{按|}新规",
    "{大件|<机>}{退|寄}回去{运费|}{要|得}<价差>，{新规|新政策}{等于|}{不让|变相不给}退",
    "{运费|退货运费}{由|该}{谁|哪方}{出|承担}{扯皮|推来推去}，{退货|}{就|}{一直|}{卡着|退不了}",
    "{七天无理由|无理由退货}{也|还}{要|得}{自付|自己掏}{运费|邮费}，{什么|哪来的}新规",
];

/// Export only: the lock's firmware, 华东, 2025-02.
pub(crate) const LOCKED_OUT: Planted = Planted {
    first: (2025, 2, 10),
    last: (2025, 2, 28),
    rows: 34,
    cores: &[
        "{门锁|K7}{自动|推送}{升级|更新}{2.4|V2.4}{固件|版本}后{指纹|人脸}{全|全部}{清空|丢失|失效}",
        "{固件|OTA}{升级|更新}{完|失败}，{门锁|锁}{变砖|死机|没反应}，{人|一家人}{进不了|被关在}{门|门外}",
        "{昨晚|半夜}{自动|}{升级|更新}{后|完}{门锁|锁}{连不上|绑不上}{APP|网|手机}，{密码|指纹}{也|都}{没用|不认}",
        "{升级|更新}{V2.4|2.4}{之后|后}{门锁|K7}{一直|反复}重启{，APP显示离线|}",
    ],
};
/// Export only: a kind nobody has named yet, the trade-in subsidy.
pub(crate) const SUBSIDY: Planted = Planted {
    first: (2025, 1, 20),
    last: (2025, 3, 31),
    rows: 45,
    cores: &[
        "{以旧换新|换新}补贴{资格|名额}{领不到|抢不到|显示已使用}，{补贴|名额}{到底|}{还有没有|谁领了}",
        "{补贴|以旧换新补贴}{核销|审核}{失败|不通过}，说{地址|收货城市}{不符|不在范围}",
        "{换新|}补贴{券|资格码}{过期|失效}{了|}{也|}{不|没}{提醒|补发}，{补贴|}{少|没}拿{15%|两成|<价差>}",
        "{旧机|旧家电}{回收|拉走}{凭证|单子}{不给|没有}，{换新|}补贴{申领|领}不{了|成}",
        "{能效|一级能效}{标识|备案码}{上传|}{不对|查不到}，{政府|换新}补贴{资格|}{被|}{取消|驳回}",
    ],
};
/// What [`SUBSIDY`] is called in `export_types.csv`: no type the model knows.
pub(crate) const SUBSIDY_NAME: &str = "（新）换新补贴";

/// Extra rows in a window of days.
pub(crate) struct Planted {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) rows: usize,
    pub(crate) cores: &'static [&'static str],
}

/// A text that many people send with only their own number and name changed.
pub(crate) struct Campaign {
    pub(crate) kind: usize,
    pub(crate) product: usize,
    pub(crate) channel: usize,
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) rows: usize,
    pub(crate) text: &'static str,
}

pub(crate) const CAMPAIGNS: &[Campaign] = &[
    Campaign {
        kind: FALSE_ADS,
        product: 3,
        channel: 1,
        first: (2023, 6, 8),
        last: (2023, 6, 19),
        rows: 60,
        text: "本人<名>，订单号<长单号>，在岚椿直播间购买T2扫地机器人，主播多次承诺60天免倒尘、能避开数据线，收货使用后与宣传严重不符，已构成消费欺诈，现依法要求退一赔三并公开致歉，请于七日内书面答复。",
    },
    Campaign {
        kind: SYSTEM,
        product: 0,
        channel: 2,
        first: (2023, 11, 10),
        last: (2023, 11, 14),
        rows: 50,
        text: "十点整抢购页面一直转圈，点提交就提示系统繁忙请稍后再试，刷新后显示活动已结束，页面服务器撑不住就别搞活动，要求恢复抢购资格！订单<长单号>，联系人<名>",
    },
    Campaign {
        kind: PRICE,
        product: 9,
        channel: 1,
        first: (2024, 11, 12),
        last: (2024, 11, 21),
        rows: 60,
        text: "我是<名>，11月1日付尾款买的65寸电视，订单<长单号>，11月11日页面直降500元，当时客服明确答复支持保价到月底，现在申请价保却提示不符合条件，请按承诺退还差价，维权群里都是一样的情况。",
    },
    Campaign {
        kind: PRIVACY,
        product: 2,
        channel: 0,
        first: (2023, 12, 4),
        last: (2023, 12, 18),
        rows: 45,
        text: "来电人<名>反映，近日接到自称岚椿客服的电话，对方准确说出其订单<长单号>和收货地址，以耳机质量问题办理理赔为由，诱导下载会议软件并共享屏幕，来电人认为个人信息已被泄露，要求核查泄露源头并回复<电话>。",
    },
    Campaign {
        kind: INVOICE,
        product: 1,
        channel: 3,
        first: (2024, 9, 9),
        last: (2024, 9, 20),
        rows: 45,
        text: "您好，我单位教师统一采购Pad11平板，订单<长单号>，经办人<名>，申请增值税专用发票已超过一个月仍未开具，每次答复都是下周处理，财务月底关账无法报销，请尽快开具并寄送，联系电话<电话>。",
    },
    Campaign {
        kind: INSTALLATION,
        product: 5,
        channel: 0,
        first: (2023, 7, 10),
        last: (2023, 7, 24),
        rows: 60,
        text: "来电人<名>反映，<长单号>空调已到货多日，预约安装后师傅以小区统一加装支架为由要求每台另收高空作业费280元，不交就不安装，业主群多户情况相同，要求按免费安装的承诺上门，电话<电话>。",
    },
];
