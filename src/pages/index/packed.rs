//! Keys and values in one text. An index has more of them than a base has sentences, and most are shorter than what it
//! takes to hold a text by itself.

#[derive(Default)]
pub struct Packed {
    text: String,
    /// Where each key ends, and where the value behind it.
    ends: Vec<(u32, u32)>,
}

impl Packed {
    pub fn push(&mut self, key: &str, value: &str) {
        self.text.push_str(key);
        let key = self.end();
        self.text.push_str(value);
        self.ends.push((key, self.end()));
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, n: usize) -> (&str, &str) {
        let start = n.checked_sub(1).map_or(0, |before| self.ends[before].1);
        let (key, value) = self.ends[n];
        (&self.text[start as usize..key as usize], &self.text[key as usize..value as usize])
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        (0..self.len()).map(|n| self.get(n))
    }

    /// Leaves no room to grow.
    pub fn shut(mut self) -> Packed {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self
    }

    fn end(&self) -> u32 {
        u32::try_from(self.text.len()).expect("a part of an index is far below four gigabytes")
    }
}
