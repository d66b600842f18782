//! What is left of a file whose shape is wrong somewhere: the parts that have the right shape. So the offline rules find in the same
//! run what is wrong with those.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    file::{Answers, Connection, Reference, SignIn},
    tree::{Member, Node, NodeKind},
};

/// The sound parts of a file.
pub(super) fn salvage(tree: &Node) -> Option<(Node, Answers)> {
    let mut tree = tree.clone();
    let NodeKind::Table(members) = &mut tree.kind else { return None };
    for member in members.iter_mut().filter(|member| member.key == "connection") {
        if let NodeKind::List(items) = &mut member.value.kind {
            items.iter_mut().for_each(connection);
            items.retain(|item| fits::<Connection>(item.value()));
        }
    }
    if !members.iter().any(|member| member.key == "qonnect" && matches!(member.value.kind, NodeKind::Integer(_))) {
        members.retain(|member| member.key != "qonnect");
        let value = Node { span: 0..0, kind: NodeKind::Integer(1) };
        members.push(Member { key: "qonnect".to_owned(), key_span: 0..0, value });
    }
    for member in members.iter_mut().filter(|member| member.key == "sign-in") {
        sign_in(&mut member.value);
    }
    prune::<Answers>(members, &["qonnect"]);
    let answers = serde_json::from_value(tree.value()).ok()?;
    Some((tree, answers))
}

/// Without a method that can be read, what the secrets are is still told.
fn sign_in(node: &mut Node) {
    let NodeKind::Table(members) = &mut node.kind else { return };
    // A table that is no reference was told already.
    members.retain(|member| match member.value.kind {
        NodeKind::Table(_) => fits::<Reference>(member.value.value()),
        NodeKind::Text(_) => true,
        _ => member.key != "method",
    });
    if !members.iter().any(|member| member.key == "method") {
        let value = Node { span: 0..0, kind: NodeKind::Text(String::new()) };
        members.push(Member { key: "method".to_owned(), key_span: 0..0, value });
    }
    prune::<SignIn>(members, &["method"]);
}

/// Without its space a connection could be taken for another one, so that has to be sound too.
fn connection(node: &mut Node) {
    let NodeKind::Table(members) = &mut node.kind else { return };
    for member in members.iter_mut().filter(|member| member.key == "properties") {
        fill(&mut member.value);
    }
    prune::<Connection>(members, &["name", "source", "space"]);
}

/// Values that are told to be wrong already stand there as empty texts, of which no rule says anything.
fn fill(node: &mut Node) {
    match &mut node.kind {
        NodeKind::Unquoted | NodeKind::Null => node.kind = NodeKind::Text(String::new()),
        NodeKind::List(items) => items.iter_mut().for_each(fill),
        NodeKind::Table(members) => members.iter_mut().for_each(|member| fill(&mut member.value)),
        NodeKind::Text(_) | NodeKind::Bool(_) | NodeKind::Integer(_) => {}
    }
}

/// Takes out each member that does not fit beside those of the base.
fn prune<T: DeserializeOwned>(members: &mut Vec<Member>, base: &[&str]) {
    let pair = |member: &Member| (member.key.clone(), member.value.value());
    let is_base = |member: &&Member| base.contains(&member.key.as_str());
    let base: Map<String, Value> = members.iter().filter(is_base).map(pair).collect();
    members.retain(|member| {
        let mut one = base.clone();
        one.extend([pair(member)]);
        fits::<T>(Value::Object(one))
    });
}

fn fits<T: DeserializeOwned>(value: Value) -> bool {
    serde_json::from_value::<T>(value).is_ok()
}
