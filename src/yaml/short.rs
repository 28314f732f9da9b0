//! What may be written shorter: an object as its one text (`- cannot connect` for `- all: ["cannot connect"]`), a list of
//! one as that one.

use serde::{Deserialize, Serialize};

use super::fields::{Object, Shape};
use super::node::{Data, Node};
use super::value::{Located, Reader, Value};

/// An object that may be written as its one text.
pub trait Short: Object {
    fn from_text(text: Located<String>) -> Self;
}

/// Reads one that is written either way.
pub struct Shorthand<T>(pub T);

impl<T: Short> Value for Shorthand<T> {
    fn shape() -> Shape {
        Shape::TextOr(Box::new(T::shape()))
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Shorthand<T>> {
        let is_text = matches!(node.data, Data::Scalar { .. }) && !node.is_null();
        let value = if is_text {
            T::from_text(Located::read(node, reader)?)
        } else {
            <T as Value>::read(node, reader)?
        };
        Some(Shorthand(value))
    }
}

/// A list of texts, or one text.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Listed(pub Vec<Located<String>>);

impl Value for Listed {
    fn shape() -> Shape {
        Shape::TextOr(Box::new(Vec::<Located<String>>::shape()))
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Listed> {
        let is_text = matches!(node.data, Data::Scalar { .. }) && !node.is_null();
        let list = if is_text { vec![Located::read(node, reader)?] } else { Vec::read(node, reader)? };
        Some(Listed(list))
    }
}
