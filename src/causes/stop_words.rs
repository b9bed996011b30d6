//! Words that name no cause, and words that turn the next one round.

use rustc_hash::FxHashSet;

/// Function words and the courtesies of complaints.
const STOP: &str = "的 了 是 在 我 你 他 她 它 们 我们 你们 他们 她们 咱们 自己 有 和 与 及 或 或者 而 而且 并 并且 但 但是 然而 \
 就 都 也 还 还是 又 再 很 太 更 最 非常 特别 十分 真 真的 一 一个 一次 一下 一直 一点 个 次 件 条 天 年 月 日 号 元 块 钱 分钟 小时 \
 这 那 这个 那个 这样 那样 这里 那里 这种 那种 这些 那些 这么 那么 此 该 其 之 着 过 地 得 把 被 让 给 对 对于 关于 向 从 到 去 来 \
 上 下 里 中 内 外 前 后 以 为 为了 因 因为 由于 所以 因此 如果 要是 虽然 只 只是 才 已 已经 曾 将 会 能 可 可以 要 想 请 请问 \
 希望 谢谢 您好 你好 尊敬 说 说是 讲 问 看 做 用 吗 呢 吧 啊 呀 哦 嗯 哈 什么 怎么 怎么样 怎样 为什么 哪 哪里 哪个 谁 多少 几 \
 时候 时 现在 今天 昨天 明天 之前 之后 以后 以前 后来 然后 目前 当时 至今 等 等等 如 像 比 跟 同 按 按照 根据 通过 进行 表示 \
 有关 相关 情况 问题 投诉 反映 反应 来电 来电人 市民 客户 顾客 消费者 本人 用户 女士 先生 贵 贵司 公司 您 咱 就是 不是 没 不 \
 个人 大家 人 事 事情 东西 方面 直接 起来 出来 下来 过来 出去 是否 连 却 所 每 各 某 另 另外 其他 其它 别的 任何 所有 两 三 四 五 \
 六 七 八 九 十 第一 多 少 大 小 好 行 即 且 则 若 乃 于 至 由 便 使 令 叫 嘛 啦 么 哎 唉 了解 觉得 感觉 认为 知道 告诉 \
 a an the of to in on at for from by with and or but if so as is are was were be been being am i me my we our you your he she it its they \
 their them this that these those there here have has had having do does did done will would can could should may might must shall \
 what which who whom when where why how all any both each few more most other some such only own same than too very just also \
 about into over after before again then once up down out off above below between through during because until while s t m re ve ll d \
 xx xxx xxxx xxxxx";

/// Words that turn round the one after them.
const NEGATE: &str = "不 没 没有 未 无 无法 不能 不给 不让 不予 不肯 从未 从不 并未 并没有 并非 拒不 别 莫 非 not no never cannot \
 can't don't didn't doesn't won't wouldn't couldn't isn't wasn't aren't haven't hasn't without";

/// The two lists.
#[derive(Clone, Debug)]
pub struct StopWords {
    stop: FxHashSet<String>,
    negate: FxHashSet<String>,
}

impl Default for StopWords {
    /// The built-in lists, Chinese and English.
    fn default() -> Self {
        let set = |list: &str| list.split_whitespace().map(str::to_owned).collect();
        Self {
            stop: set(STOP),
            negate: set(NEGATE),
        }
    }
}

impl StopWords {
    /// Adds words to leave out; a negation stays a negation.
    pub fn extend(&mut self, words: impl IntoIterator<Item = String>) {
        self.stop.extend(words);
    }

    /// Whether `word` names no cause.
    #[must_use]
    pub fn holds(&self, word: &str) -> bool {
        self.stop.contains(word)
    }

    /// Whether `word` turns the next one round.
    #[must_use]
    pub fn negates(&self, word: &str) -> bool {
        self.negate.contains(word)
    }
}
