//! Tells a case: who speaks, in what order, at what length.

use super::fill::fill;
use super::frame::{self, Register};
use super::grammar::expand;
use super::plan::{Case, Story};
use super::rng::{Rng, pick};
use super::truths::{CAMPAIGNS, SUBSIDY};
use super::types::{KINDS, Kind, QUALITY, REPAIR, SYSTEM};
use super::world::{COUNTER, HOTLINE, WEBSITE};

// Per mille of all complaints.
const SHORT: usize = 60;
const VAGUE: usize = 18;
const LONG: usize = 45;
const SECOND: usize = 95;
/// The second complaint comes first.
const SECOND_FIRST: usize = 360;
/// Something of a neighbouring type in passing.
const MENTION: usize = 380;
const CONTEXT: usize = 520;
/// For things that are in use.
const CONTEXT_USED: usize = 150;
const FRICTION: usize = 420;
const CONSEQUENCE: usize = 230;
const ASK: usize = 520;
/// Of those that ask, ask what the type asks, not what everybody asks.
const OWN_ASK: usize = 450;

struct Teller<'a> {
    case: &'a Case,
    kind: &'static Kind,
    register: Register,
    rng: &'a mut Rng,
    parts: Vec<String>,
    used: Vec<&'static str>,
}

/// The text, without noise.
pub(crate) fn tell(case: &Case, rng: &mut Rng) -> (String, Register) {
    let register = draw_register(case, rng);
    let mut teller = Teller {
        case,
        kind: &KINDS[case.kind],
        register,
        rng,
        parts: Vec::new(),
        used: Vec::new(),
    };
    let text = match case.story {
        Story::Copied(place) => teller.say(CAMPAIGNS[place].text),
        Story::Ordinary if teller.rng.chance(VAGUE) => teller.one(frame::VAGUE),
        Story::Ordinary if teller.rng.chance(SHORT) => teller.one(teller.kind.shorts),
        _ => teller.whole(),
    };
    (text, register)
}

fn draw_register(case: &Case, rng: &mut Rng) -> Register {
    use Register::{Angry, CallTaker, Chat, Dialect, Forum, Polite, Terse};
    const ALL: [Register; 7] = [CallTaker, Polite, Angry, Terse, Chat, Forum, Dialect];
    ALL[rng.weighted(match case.channel {
        HOTLINE => &[520, 120, 150, 80, 0, 0, 130],
        COUNTER => &[600, 120, 150, 80, 0, 0, 50],
        WEBSITE => &[0, 350, 200, 100, 0, 300, 50],
        _ => &[0, 190, 210, 170, 380, 0, 50],
    })]
}

impl Teller<'_> {
    fn say(&mut self, fragment: &str) -> String {
        let (case, mut out) = (self.case, String::new());
        let mut slot = |name: &str, rng: &mut Rng| {
            fill(name, case, rng).unwrap_or_else(|| panic!("no slot <{name}>: {fragment}"))
        };
        expand(fragment, self.rng, &mut slot, &mut out);
        out
    }

    fn one(&mut self, fragments: &[&str]) -> String {
        let fragment = *self.rng.pick(fragments);
        self.say(fragment)
    }

    /// Adds one of the fragments that was not used yet.
    fn add(&mut self, fragments: &[&'static str]) {
        let fragment = pick(self.rng, fragments);
        if self.used.contains(&fragment) {
            return;
        }
        self.used.push(fragment);
        let part = self.say(fragment);
        if !part.is_empty() {
            self.parts.push(part);
        }
    }

    fn add_in(&mut self, permille: usize, fragments: &[&'static str]) {
        if self.rng.chance(permille) {
            self.add(fragments);
        }
    }

    fn neighbour(&mut self) -> &'static Kind {
        &KINDS[*self.rng.pick(self.kind.near)]
    }

    fn cores(&self) -> &'static [&'static str] {
        match self.case.story {
            Story::Told(cores) => cores,
            Story::Unknown => SUBSIDY.cores,
            Story::Ordinary | Story::Copied(_) => self.kind.cores,
        }
    }

    fn whole(&mut self) -> String {
        let opening = self.opening();
        let terse = self.register == Register::Terse;
        if !terse {
            self.context();
        }
        let long = !terse && self.rng.chance(LONG);
        if long {
            self.add(frame::STORY_FIRST);
        }
        self.complaint();
        if long {
            self.lengthen();
        } else if !terse {
            self.add_in(620, self.kind.details);
            self.add_in(220, self.kind.details);
            self.add_in(FRICTION, frame::FRICTION);
            self.add_in(CONSEQUENCE, frame::CONSEQUENCE);
        }
        self.ask();
        let closing = self.closing();
        self.join(&opening, &closing)
    }

    fn context(&mut self) {
        let used = matches!(self.case.kind, QUALITY | REPAIR | SYSTEM);
        if used && self.rng.chance(CONTEXT_USED) {
            self.add(frame::CONTEXT_USED);
        } else {
            self.add_in(CONTEXT, frame::CONTEXT);
        }
    }

    /// The core, what is mentioned before it, and a second complaint before or after.
    fn complaint(&mut self) {
        let cores = self.cores();
        if self.case.story == Story::Ordinary && self.rng.chance(SECOND) {
            let other = self.neighbour();
            if self.rng.chance(SECOND_FIRST) {
                self.add(other.cores);
                let join = self.one(&[
                    "{主要|关键|最要紧的}是",
                    "更{气人|要命}的是",
                    "{这还不算|不光这个}，",
                    "{结果|后来}",
                ]);
                let core = self.one(cores);
                self.parts.push(join + &core);
            } else {
                self.add(cores);
                let join = self.one(frame::JOIN_SECOND);
                let core = self.one(other.cores);
                self.parts.push(join + &core);
            }
            return;
        }
        if self.rng.chance(MENTION) {
            let other = self.neighbour();
            self.add(other.mentions);
        }
        self.add(cores);
    }

    /// More of everything, each said once.
    fn lengthen(&mut self) {
        for _ in 0..self.rng.between(3, 5) {
            self.add(self.kind.details);
            self.add(frame::STORY);
        }
        for _ in 0..self.rng.between(3, 5) {
            self.add(frame::FRICTION);
            self.add(frame::STORY);
        }
        let other = self.neighbour();
        self.add_in(400, other.mentions);
        self.add_in(500, self.kind.cores);
        self.add(frame::CONSEQUENCE);
        self.add(frame::STORY_LAST);
    }

    fn ask(&mut self) {
        if !self.rng.chance(ASK) {
            return;
        }
        let own = self.rng.chance(OWN_ASK) && self.case.story != Story::Unknown;
        let ask = self.one(if own { self.kind.asks } else { frame::ASKS });
        let lead = if self.register == Register::CallTaker && self.rng.chance(350) {
            "诉求："
        } else {
            ""
        };
        self.parts.push(format!("{lead}{ask}"));
    }

    fn opening(&mut self) -> String {
        let opening = match self.register {
            Register::CallTaker if self.case.channel == COUNTER => self.one(&[
                "顾客到店反映，",
                "顾客{来店|上门}投诉：",
                "到店客户<名>反映，",
                "接待顾客<名>，",
                "顾客称",
            ]),
            Register::CallTaker => self.one(frame::OPEN_CALL_TAKER),
            Register::Polite => self.one(frame::OPEN_POLITE),
            Register::Angry => self.one(frame::OPEN_ANGRY),
            Register::Chat => self.one(frame::OPEN_CHAT),
            Register::Forum => self.one(frame::OPEN_FORUM),
            Register::Terse | Register::Dialect => String::new(),
        };
        if self.register == Register::Chat && !opening.is_empty() {
            self.parts.push(opening);
            return String::new();
        }
        opening
    }

    fn closing(&mut self) -> String {
        match self.register {
            Register::CallTaker => self.one(frame::CLOSE_CALL_TAKER),
            Register::Polite => self.one(frame::CLOSE_POLITE),
            Register::Angry => self.one(frame::CLOSE_ANGRY),
            Register::Chat => self.one(frame::CLOSE_CHAT),
            Register::Forum => self.one(frame::CLOSE_FORUM),
            Register::Terse | Register::Dialect => String::new(),
        }
    }

    fn join(&mut self, opening: &str, closing: &str) -> String {
        if !closing.is_empty() {
            self.parts.push(closing.to_owned());
        }
        let chat = if self.rng.chance(300) { "\n" } else { " " };
        let (between, end): (&[&str], &[&str]) = match self.register {
            Register::CallTaker => (&["，", "，", "，", "。"], &["。", "。", ""]),
            Register::Polite => (&["，", "，", "。"], &["。", "", ""]),
            Register::Angry => (&["，", "！", "，", "！！"], &["", "！", "！！！"]),
            Register::Terse => (&["，", " ", "，"], &["", "", "。"]),
            Register::Chat => (&[chat], &[""]),
            Register::Forum => (&["，", "。", "。", "……"], &["。", ""]),
            Register::Dialect => (&["，", "，", "。"], &["", "。"]),
        };
        let mut text = opening.to_owned();
        let parts = std::mem::take(&mut self.parts);
        for (place, part) in parts.iter().enumerate() {
            text.push_str(part);
            if place + 1 < parts.len() && !text.ends_with(['。', '！', '？', '?', '!', '，']) {
                text.push_str(pick(self.rng, between));
            }
        }
        if !text.ends_with(['。', '！', '？', '?', '!']) {
            text.push_str(pick(self.rng, end));
        }
        match self.register {
            Register::CallTaker => super::voice::third_person(&text, self.rng),
            Register::Dialect => super::voice::dialect(&text, self.case.region, self.rng),
            _ => text,
        }
    }
}
