//! A fixed history in several languages, made from lists of phrases.

use support::{Value, json};

/// How many events there are.
pub(crate) const EVENTS: usize = 960;

const NAMES: [&str; 12] = [
    "order.payment.failed",
    "widget.created",
    "StripeClient.listCharges",
    "user_id.changed",
    "HTTPServer.started",
    "invoice-line.removed",
    "refund:requested",
    "searchIndex/rebuilt",
    "deploy.v2Beta",
    "Kundenkonto.gelöscht",
    "注文.作成",
    "결제.실패",
];

const ENGLISH: [&str; 12] = [
    "The customer couldn't pay with a stored card",
    "Refund failed because the charge was disputed",
    "Find out why the dry run took so long",
    "A re-entrant lock in the e-mail queue",
    "Rolled back to the previous version at once",
    "Payment retries after 30 seconds, not 3,000",
    "naïve café owners résumé their coöperation",
    "The quick brown fox jumps over the lazy dog",
    "callStripe(api_key) returned HTTP 402",
    "camelCase, snake_case and kebab-case names",
    "The run was dry, and so was the fox",
    "see https://example.com/docs/APIKeys?page=2",
];

const GERMAN: [&str; 10] = [
    "Die Zahlung über 1.299,00 € ist fehlgeschlagen",
    "Straßenbahn und Fußgängerübergang",
    "STRASSE und Maße, Größe wie gehabt",
    "Der Kunde möchte sein Konto löschen",
    "Rückerstattung für die Bestellung verweigert",
    "Überweisung ohne Verwendungszweck",
    "ein Ölwechsel im Süden",
    "Prüfung der Bankverbindung läuft noch",
    "Müller-Lüdenscheidt hat storniert",
    "schnelle Prüfung, langsame Rückerstattung",
];

const JAPANESE: [&str; 10] = [
    "東京都の注文が失敗しました",
    "支払いデータを確認してください",
    "ガラスとカラスを間違えた",
    "京都で返金処理を行う",
    "ﾃﾞｰﾀﾍﾞｰｽの更新",
    "東 京 都",
    "東京Tower に行く",
    "顧客はキャンセルした",
    "注文番号１２３４５の返金",
    "カード決済が拒否された",
];

const CHINESE: [&str; 8] = [
    "客户的付款失败了",
    "退款已经完成",
    "北京市海淀区的订单",
    "系统正在重新建立索引",
    "付款方式不支持",
    "失败的订单需要退款",
    "数据库连接超时",
    "京东的客户",
];

const KOREAN: [&str; 8] = [
    "서울에서 결제가 실패했습니다",
    "환불을 요청한 고객",
    "데이터베이스 연결 시간 초과",
    "주문이 취소되었습니다",
    "고객 서비스 센터",
    "결제 수단을 변경",
    "서울시 강남구",
    "실패한 주문의 환불",
];

const SIGNS: [&str; 8] = [
    "shipped 🚀 on time",
    "👍🏽 looks good",
    "🔥🔥 database on fire 🔥",
    "family 👨‍👩‍👧 plan",
    "⚠️ card expires ✅",
    "flag 🇩🇪 market",
    "party 🎉🎂",
    "❤ and ❤️",
];

const WORDS: [&str; 24] = [
    "payment",
    "refund",
    "charge",
    "card",
    "stripe",
    "queue",
    "retry",
    "index",
    "search",
    "order",
    "invoice",
    "customer",
    "Zahlung",
    "Konto",
    "Prüfung",
    "注文",
    "返金",
    "退款",
    "订单",
    "환불",
    "결제",
    "🚀",
    "getUserById",
    "max_retry_count",
];

/// The phrases that are looked for, too.
pub(crate) fn phrases() -> impl Iterator<Item = &'static str> {
    let european = NAMES.iter().chain(&ENGLISH).chain(&GERMAN);
    let others = JAPANESE.iter().chain(&CHINESE).chain(&KOREAN).chain(&SIGNS);
    european.chain(others).copied()
}

pub(crate) const fn words() -> [&'static str; 24] {
    WORDS
}

/// Numbers that look random, and are the same each time.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % count
    }

    pub(crate) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn sentence(&mut self) -> String {
        let lists: [&[&str]; 7] =
            [&ENGLISH, &GERMAN, &JAPANESE, &CHINESE, &KOREAN, &SIGNS, &ENGLISH];
        let list = self.one_of(&lists);
        self.one_of(list).to_owned()
    }

    fn words(&mut self) -> String {
        let count = 2 + self.below(4);
        let words: Vec<&str> = (0..count).map(|_| self.one_of(&WORDS)).collect();
        words.join(self.one_of(&[" ", ", ", "\n", " / "]))
    }
}

/// What is published as the event of this number, whose time is its number.
pub(crate) fn input(number: usize) -> Value {
    let mut dice = Dice::new(number as u64);
    let mut input = json!({
        "id": id(number),
        "eventName": dice.one_of(&NAMES),
        "source": dice.one_of(&["web-app", "billing", "mobileApp"]),
        "timestamp": number,
        "payload": {
            "customer": { "notInKeys": dice.words() },
            "items": [dice.words(), 1000 + dice.below(500), true, null],
        },
    });
    if dice.below(2) == 0 {
        input["userIntent"] = json!({ "goal": dice.sentence(), "painPoint": dice.words() });
    }
    if dice.below(2) == 0 {
        input["context"] = json!({
            "decision": dice.sentence(),
            "category": dice.one_of(&["billing", "Größe", "開発"]),
        });
        if dice.below(2) == 0 {
            input["context"]["outcome"] = dice.sentence().into();
        }
    }
    input
}

pub(crate) fn id(number: usize) -> String {
    format!("e{number:03}")
}

/// The narratives that are written about some events, each with the number of its event.
pub(crate) fn narratives() -> impl Iterator<Item = (usize, Value)> {
    (0..EVENTS).step_by(37).map(|number| {
        let mut dice = Dice::new(number as u64 + 7);
        let narrative = json!({
            "aiSummary": dice.sentence(),
            "aiTags": [dice.words()],
            "codeSnippets": [{ "code": "client.refundAll(orderIds);", "caption": dice.words() }],
        });
        (number, narrative)
    })
}
