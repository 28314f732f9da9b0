//! Width and height of an image, from its first bytes.

/// The format and the size in pixels.
pub fn of(bytes: &[u8]) -> Option<(&'static str, (u32, u32))> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(("png", png(bytes)?));
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return Some(("gif", (small(bytes, 6)?, small(bytes, 8)?)));
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(("jpg", jpeg(bytes)?));
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP" {
        return Some(("webp", webp(bytes)?));
    }
    None
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    Some((side(16)?, side(20)?))
}

/// Two bytes, the smaller first.
fn small(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}

/// The size is in the segment that begins the frame.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let kind = *bytes.get(at + 1)?;
        match kind {
            // Filling, and segments without a length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            0xc0..=0xcf if ![0xc4, 0xc8, 0xcc].contains(&kind) => return Some((big(at + 7)?, big(at + 5)?)),
            // The picture itself, or its end.
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::try_from(big(at + 2)?.max(2)).ok()?,
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let byte = |at: usize| bytes.get(at).map(|byte| u32::from(*byte));
    match bytes.get(12..16)? {
        b"VP8 " if bytes.get(23..26)? == b"\x9d\x01\x2a" => {
            Some((small(bytes, 26)? & 0x3fff, small(bytes, 28)? & 0x3fff))
        }
        b"VP8L" if byte(20)? == 0x2f => {
            let bits = u32::from_le_bytes(bytes.get(21..25)?.try_into().ok()?);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let side = |at: usize| Some((byte(at)? | byte(at + 1)? << 8 | byte(at + 2)? << 16) + 1);
            Some((side(24)?, side(27)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_size_is_in_the_head() {
        let png = [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &[0, 0, 1, 2, 0, 0, 0, 3]].concat();
        let gif = b"GIF89a\x02\x01\x03\0";
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08\0\x03\x01\x02";
        let lossy = [b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a".as_slice(), &[2, 1, 3, 0]].concat();
        let lossless =
            [b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f".as_slice(), &(0x101_u32 | 2 << 14).to_le_bytes()].concat();
        let extended = [b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0".as_slice(), &[1, 1, 0, 2, 0, 0]].concat();
        for (bytes, format) in [
            (png.as_slice(), "png"),
            (gif, "gif"),
            (jpeg, "jpg"),
            (&lossy, "webp"),
            (&lossless, "webp"),
            (&extended, "webp"),
        ] {
            assert_eq!(of(bytes), Some((format, (258, 3))), "{bytes:?}");
            for end in 0..bytes.len() {
                assert_eq!(of(&bytes[..end]), None, "{format} of {end} bytes");
            }
        }
        assert_eq!(of(b"\xff\xd8\xff\xda"), None);
        assert_eq!(of(b"<svg/>"), None);
    }
}
