//! The invented company: what it sells, where, and who carries it. No such brand, shop or carrier is meant to exist.

/// Something sold, with the words people use for it.
pub(crate) struct Product {
    /// As it stands in the column 产品.
    pub(crate) name: &'static str,
    /// Drawn with this weight.
    pub(crate) weight: usize,
    /// A fitter has to come.
    pub(crate) fitted: bool,
    /// What people call it.
    pub(crate) nouns: &'static [&'static str],
    /// What goes wrong with it.
    pub(crate) faults: &'static [&'static str],
    /// What belongs in the box.
    pub(crate) extras: &'static [&'static str],
    /// What the page promises.
    pub(crate) claims: &'static [&'static str],
    /// Its price, in yuan.
    pub(crate) price: usize,
}

pub(crate) const PHONE: usize = 0;
pub(crate) const LOCK: usize = 8;

pub(crate) const PRODUCTS: &[Product] = &[
    Product {
        name: "X5手机",
        weight: 200,
        fitted: false,
        nouns: &["手机", "X5", "机子", "手机", "X5手机", "岚椿手机"],
        faults: &[
            "{老是|动不动就}自动关机",
            "屏幕{发绿|闪屏|有条竖线|触摸失灵}",
            "{边充边掉电|充不进电|掉电飞快}",
            "{打电话听筒没声音|对方听不清我说话}",
            "{后盖|机身}烫手",
            "5G信号{时有时无|一格都没有}",
            "拍照{发糊|全是紫边}",
            "{三天两头|动不动}死机重启",
        ],
        extras: &["充电头", "数据线", "保护壳", "耳机", "卡针"],
        claims: &[
            "续航两天",
            "一亿像素",
            "{IP68|防水}",
            "120W快充",
            "原装进口屏",
        ],
        price: 2999,
    },
    Product {
        name: "Pad11平板",
        weight: 90,
        fitted: false,
        nouns: &["平板", "Pad11", "Pad", "学习平板", "平板电脑"],
        faults: &[
            "屏幕{有亮点|漏光|压一下就花}",
            "{充一晚上才充一半|充电口松动}",
            "WiFi{老断|连不上}",
            "手写笔{断触|配不上对}",
            "{卡得要命|打开个文档都卡}",
            "{喇叭破音|外放有杂音}",
        ],
        extras: &["手写笔", "键盘套", "充电头", "钢化膜"],
        claims: &["护眼类纸屏", "12G运行内存", "送一年会员", "2.5K高刷"],
        price: 1899,
    },
    Product {
        name: "Buds2耳机",
        weight: 80,
        fitted: false,
        nouns: &["耳机", "Buds2", "蓝牙耳机", "这副耳机"],
        faults: &[
            "{左|右}耳没声音",
            "{电流声|滋滋响}很大",
            "充电仓{充不上|合不严}",
            "蓝牙{老断连|连不上}",
            "{耳塞一戴就掉|外壳开胶}",
        ],
        extras: &["耳塞套", "充电仓", "充电线", "挂绳"],
        claims: &["主动降噪45dB", "单次续航10小时", "空间音频", "防汗防水"],
        price: 399,
    },
    Product {
        name: "T2扫地机器人",
        weight: 110,
        fitted: false,
        nouns: &["扫地机", "扫地机器人", "T2", "机器人", "机器"],
        faults: &[
            "{原地打转|满屋子乱撞}",
            "{不出水|漏水把地板泡了}",
            "{回不去充电座|充不上电}",
            "主刷{卡死|缠头发转不动}",
            "{建图|地图}{老丢|全乱了}",
            "噪音{像拖拉机|大得没法睡}",
        ],
        extras: &["拖布", "集尘袋", "充电底座", "边刷", "水箱"],
        claims: &["12000Pa吸力", "自动洗烘拖布", "会绕开数据线", "60天免倒尘"],
        price: 2599,
    },
    Product {
        name: "536升冰箱",
        weight: 110,
        fitted: false,
        nouns: &["冰箱", "536升冰箱", "对开门冰箱", "这台冰箱"],
        faults: &[
            "{不制冷|冷藏室一点都不凉}",
            "{冷冻室结霜结成山|后壁全是冰}",
            "{压缩机嗡嗡响|夜里噪音很大}",
            "门{关不严|封条开裂}",
            "{肉都化了|菜全放坏了}",
            "{底下漏水|接水盘老溢}",
        ],
        extras: &["果蔬盒", "隔板", "制冰盒", "说明书"],
        claims: &["一级能效", "零度保鲜七天", "全风冷无霜", "除菌率99.9%"],
        price: 4299,
    },
    Product {
        name: "1.5匹空调",
        weight: 130,
        fitted: true,
        nouns: &["空调", "挂机", "1.5匹空调", "这台空调", "岚椿空调"],
        faults: &[
            "{不制冷|吹出来都是热风}",
            "{内机滴水|一直往下滴水}",
            "外机{轰轰响|震得墙都动}",
            "{遥控器按了没反应|开机就跳闸}",
            "{有股霉味|一开就有怪味}",
            "{制热不行|十六度都没感觉}",
        ],
        extras: &["遥控器", "铜管", "支架", "排水管"],
        claims: &["一晚一度电", "新一级能效", "30秒速冷", "十年包修"],
        price: 2699,
    },
    Product {
        name: "10公斤洗衣机",
        weight: 90,
        fitted: true,
        nouns: &["洗衣机", "滚筒", "滚筒洗衣机", "10公斤洗衣机"],
        faults: &[
            "{甩干时跳来跳去|脱水像打雷}",
            "{不进水|进水进个没完}",
            "{漏一地水|门缝往外渗水}",
            "{洗完衣服全是毛絮|把衣服绞破了}",
            "{面板报E4|一开就报错}",
            "烘干{烘不干|有焦味}",
        ],
        extras: &["进水管", "底脚", "排水管", "洗衣液赠品"],
        claims: &["洗烘一体", "除螨率99%", "直驱静音", "45分钟快洗烘"],
        price: 3199,
    },
    Product {
        name: "R3净水器",
        weight: 70,
        fitted: true,
        nouns: &["净水器", "R3", "净水机", "这台净水器"],
        faults: &[
            "{接头漏水|厨柜被泡了}",
            "{出水有股味|水里有黑渣}",
            "{一直响|半夜自己启动}",
            "{出水跟滴眼药水似的|水流很小}",
            "{滤芯灯老是红|刚换滤芯又报警}",
        ],
        extras: &["滤芯", "水龙头", "三通", "压力桶"],
        claims: &["滤芯三年一换", "1:3低废水", "母婴级直饮", "去除99%重金属"],
        price: 1799,
    },
    Product {
        name: "K7智能门锁",
        weight: 80,
        fitted: true,
        nouns: &["门锁", "智能锁", "指纹锁", "K7", "K7门锁"],
        faults: &[
            "指纹{十次有八次不认|识别不了}",
            "{把家人锁在门外|半夜打不开门}",
            "{一个月换两次电池|电池没两天就没电}",
            "{自己就开了|没关严也不报警}",
            "{面板失灵|按键没反应}",
        ],
        extras: &["机械钥匙", "电池", "感应卡", "锁体螺丝"],
        claims: &["3D人脸识别", "C级锁芯", "续航十二个月", "免打孔"],
        price: 1299,
    },
    Product {
        name: "65寸电视",
        weight: 80,
        fitted: true,
        nouns: &["电视", "电视机", "65寸电视", "大屏"],
        faults: &[
            "{黑屏有声音|开机黑屏}",
            "屏幕{有条横线|四角发暗|一块亮斑}",
            "{开机广告关不掉|卡在开机画面}",
            "{HDMI口没信号|投屏老断}",
            "声音{忽大忽小|跟画面对不上}",
        ],
        extras: &["遥控器", "底座", "挂架", "电源线"],
        claims: &["无开机广告", "120Hz高刷", "4G+64G", "量子点广色域"],
        price: 2499,
    },
    Product {
        name: "空气炸锅",
        weight: 60,
        fitted: false,
        nouns: &["空气炸锅", "炸锅", "锅", "这口锅"],
        faults: &[
            "涂层{掉了|起皮}",
            "{塑料味特别大|一股焦糊味}",
            "{不加热|旋钮拧不动}",
            "{炸篮卡住拔不出来|把手断了}",
            "{冒烟|插上就跳闸}",
        ],
        extras: &["炸篮", "硅油纸", "食谱", "烤架"],
        claims: &["无涂层陶瓷釉", "6升大容量", "免翻面", "可视窗"],
        price: 299,
    },
];

pub(crate) const CHANNELS: &[(&str, usize)] = &[
    ("电话热线", 616),
    ("APP在线客服", 154),
    ("微信小程序", 110),
    ("官网留言", 70),
    ("门店受理", 50),
];
pub(crate) const HOTLINE: usize = 0;
pub(crate) const WEBSITE: usize = 3;
pub(crate) const COUNTER: usize = 4;

/// A region, its weight, its shops.
pub(crate) const REGIONS: &[(&str, usize, &[&str])] = &[
    ("华东", 280, &["望湖店", "青石桥店", "临江里店", "菱塘店"]),
    ("华南", 200, &["南塘店", "榕荫路店", "海棠湾店"]),
    ("华北", 170, &["槐安里店", "北苑坊店", "鼓台店"]),
    ("华中", 120, &["云梦台店", "橘洲里店"]),
    ("西南", 120, &["竹溪店", "江坎上店"]),
    ("西北", 60, &["沙柳店"]),
    ("东北", 50, &["松花里店"]),
];
pub(crate) const CENTRAL: usize = 3;
pub(crate) const SOUTHWEST: usize = 4;
pub(crate) const RUDE_STORE: &str = "南塘店";
pub(crate) const ONLINE: &str = "线上商城";

pub(crate) const CARRIERS: &[(&str, usize)] = &[
    ("飞隼速运", 350),
    ("捷骆物流", 300),
    ("云雁快运", 200),
    ("安驼配送", 150),
];
pub(crate) const JAMMED_CARRIER: usize = 1;
