//! A real terminal answers as the integrator's guide says.

use std::collections::BTreeSet;

use end_to_end::conversation::Conversation;
use serde_json::Value;

use crate::common::{city, stage};
use crate::document::{ANYTHING, document};

#[test]
fn a_terminal_answers_as_the_documents_say() {
    let stage = stage();
    let city = city(&stage, 0);
    let data = stage.path("terminal");
    let code = city.service.terminal_code("t-1").unwrap();
    let url = city.service.url();
    let mut enrol = stage.program("mytaku-terminal").unwrap();
    enrol.args(["enrol", "--service", &url, "--code", &code, "--data"]);
    assert!(enrol.arg(&data).status().unwrap().success());
    let mut run = stage.program("mytaku-terminal").unwrap();
    run.args(["run", "--without-reader", "--service", &url, "--data"])
        .arg(&data)
        .arg("--clock-file")
        .arg(stage.clock_file());
    let mut terminal = Conversation::start(&stage, "terminal", &mut run).unwrap();
    let guide = document("docs/integrator.md");
    let session = guide.block("session").text;
    let lines: Vec<Value> = session
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect();
    for pair in lines.chunks(2) {
        let [command, expected] = pair else {
            panic!("a command without its answer: {pair:?}");
        };
        let answer: Value = terminal.ask(command).unwrap();
        assert_answers(expected, &answer);
    }
    terminal.end().unwrap();
}

/// That `answer` has the fields of `expected` and no others, and their values
/// unless those are `…`.
fn assert_answers(expected: &Value, answer: &Value) {
    let (Value::Object(fields), Value::Object(given)) = (expected, answer) else {
        assert!(
            expected == ANYTHING || expected == answer,
            "{answer}, and not {expected}"
        );
        return;
    };
    let names = |fields: &serde_json::Map<String, Value>| -> BTreeSet<String> {
        fields.keys().cloned().collect()
    };
    assert_eq!(names(given), names(fields), "{answer}");
    for (name, value) in fields {
        assert_answers(value, given.get(name).unwrap());
    }
}
