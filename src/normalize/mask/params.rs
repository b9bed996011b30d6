//! Which personal data is masked, and how.

/// Settings of the masks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskParams {
    /// False: nothing is masked.
    pub on: bool,
    /// Order and courier numbers too.
    pub orders: bool,
    /// With a key, the same number gets the same pseudonym; see [`MaskParams::keyed`].
    pub key: Option<[u8; 32]>,
}

/// What [`MaskParams::name`] calls the settings that are not the default ones.
const OFF: &str = "off";
const ORDERS: &str = "orders";

impl Default for MaskParams {
    fn default() -> Self {
        Self {
            on: true,
            orders: false,
            key: None,
        }
    }
}

impl MaskParams {
    /// Nothing is masked.
    #[must_use]
    pub fn off() -> Self {
        Self {
            on: false,
            ..Self::default()
        }
    }

    /// What is masked, in a word: empty for the default, `orders` with order numbers too, `off` for nothing.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match (self.on, self.orders) {
            (false, _) => OFF,
            (true, true) => ORDERS,
            (true, false) => "",
        }
    }

    /// The settings that [`MaskParams::name`] gave `name` to, without a key.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            on: name != OFF,
            orders: name == ORDERS,
            key: None,
        }
    }

    /// Whether texts come out as with the settings that [`MaskParams::name`] called `name`.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name() == name && (self.key.is_none() || !self.on)
    }

    /// Tells one key from another without giving it away; `None` without a key.
    #[must_use]
    pub fn key_check(&self) -> Option<String> {
        let hash = blake3::keyed_hash(self.key.as_ref()?, b"which key");
        Some(hash.to_hex().chars().take(16).collect())
    }

    /// Masks carry pseudonyms made with the secret in `secret` (a key file's bytes).
    #[must_use]
    pub fn keyed(self, secret: &[u8]) -> Self {
        Self {
            key: Some(blake3::derive_key("tousu 2026 mask pseudonyms", secret)),
            ..self
        }
    }
}
