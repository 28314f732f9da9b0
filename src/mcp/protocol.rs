//! Versions of the protocol, what each adds to a result, and how failures are told.

use serde::Serialize;
use serde_json::{Map, Value, json};

pub(super) const PARSE: i32 = -32700;
pub(super) const INVALID_REQUEST: i32 = -32600;
pub(super) const NO_METHOD: i32 = -32601;
pub(super) const INVALID_PARAMS: i32 = -32602;
pub(super) const INTERNAL: i32 = -32603;
/// Of the handshake's protocol; the current one takes `INVALID_PARAMS`.
pub(super) const NO_RESOURCE: i32 = -32002;
const UNSUPPORTED_VERSION: i32 = -32022;

const CURRENT: &str = "2026-07-28";
/// The newest first.
const HANDSHAKES: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

const VERSION_KEY: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES_KEY: &str = "io.modelcontextprotocol/clientCapabilities";
const SERVER_KEY: &str = "io.modelcontextprotocol/serverInfo";

/// How long an answer may be kept, in milliseconds: records change when somebody saves one.
const KEPT: u64 = 60_000;

#[derive(Debug, Serialize)]
pub(super) struct Failure {
    code: i32,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
}

impl Failure {
    pub fn new(code: i32, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into(), data: None }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Era {
    /// Each request says which version it speaks.
    Current,
    /// `initialize` came first.
    Handshake,
}

impl Era {
    pub fn of(method: &str, params: &Map<String, Value>) -> Result<Era, Failure> {
        let missing = |key: &str| Failure::new(INVALID_PARAMS, format!("`params._meta` lacks `{key}`"));
        let meta = params.get("_meta").and_then(Value::as_object);
        let Some(version) = meta.and_then(|meta| meta.get(VERSION_KEY)) else {
            return if method == "server/discover" { Err(missing(VERSION_KEY)) } else { Ok(Era::Handshake) };
        };
        if version != CURRENT {
            let supported: Vec<&str> = [CURRENT].into_iter().chain(HANDSHAKES).collect();
            return Err(Failure {
                code: UNSUPPORTED_VERSION,
                message: "unsupported protocol version".into(),
                data: Some(json!({ "supported": supported, "requested": version })),
            });
        }
        if !meta.is_some_and(|meta| meta.get(CAPABILITIES_KEY).is_some_and(Value::is_object)) {
            return Err(missing(CAPABILITIES_KEY));
        }
        Ok(Era::Current)
    }

    /// A result with what every result of this era has.
    pub fn dressed(self, method: &str, mut result: Value) -> Value {
        if self == Era::Current {
            result["resultType"] = "complete".into();
            result["_meta"] = json!({ SERVER_KEY: server() });
            if method != "tools/call" {
                result["ttlMs"] = KEPT.into();
                result["cacheScope"] = "private".into();
            }
        }
        result
    }
}

fn server() -> Value {
    json!({ "name": "errbook", "title": "errbook", "version": env!("CARGO_PKG_VERSION") })
}

fn capabilities() -> Value {
    json!({ "tools": {}, "resources": {} })
}

pub(super) fn discover(instructions: &str) -> Value {
    json!({ "supportedVersions": [CURRENT], "capabilities": capabilities(), "instructions": instructions })
}

pub(super) fn initialize(params: &Map<String, Value>, instructions: &str) -> Value {
    let asked = params.get("protocolVersion").and_then(Value::as_str);
    let version = HANDSHAKES.iter().find(|known| Some(**known) == asked).unwrap_or(&HANDSHAKES[0]);
    json!({
        "protocolVersion": version,
        "capabilities": capabilities(),
        "serverInfo": server(),
        "instructions": instructions,
    })
}
