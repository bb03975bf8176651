//! The description of the interface is what the server does.

mod desk;

use desk::Desk;
use serde_json::{Value, json};

fn described() -> Value {
    serde_json::from_str(include_str!("../openapi.json")).expect("the description is JSON")
}

/// The schema of an answer, with what it refers to.
fn schema(doc: &Value, path: &str, method: &str, status: &str) -> Value {
    let schema = &doc["paths"][path][method]["responses"][status]["content"]["application/json"]["schema"];
    let mut whole = schema.clone();
    assert!(whole.is_object(), "{method} {path} {status} has no schema");
    whole["components"] = doc["components"].clone();
    whole
}

fn holds(schema: &Value, value: &Value, what: &str) {
    let validator = jsonschema::draft202012::new(schema).expect("a schema");
    let wrong: Vec<String> =
        validator.iter_errors(value).map(|e| format!("{} at {}", e, e.instance_path())).take(5).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?}");
}

/// One that is told, one on a day, one of which nothing is told.
const QUESTIONS: [&str; 3] = [
    "who+holds+Mansour+Street",
    "who+holds+Mansour+Street+on+2017-06-13",
    "how+many+were+killed+in+the+flood+of+Atlantis",
];

#[test]
fn answers_are_as_described() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let doc = described();
    let served =
        desk.get("/openapi.json", &cookie).body.replace(&format!("rashomon-{}", desk.port), "rashomon-PORT");
    assert_eq!(serde_json::from_str::<Value>(&served).unwrap(), doc);
    assert!(cookie.starts_with(&format!("rashomon-{}=", desk.port)));
    assert_eq!(
        desk.post("/judgements.json", &cookie, r#"{"on":"r5:c4","verdict":"note","text":"seen"}"#).status,
        201
    );
    Desk::until("the note is seen", || desk.get("/judgements.json", &cookie).json()["total"] == 1);
    let id = desk.get("/disputes.json?disputed=0", &cookie).json()["items"].as_array().unwrap().clone();
    let mut asked = 0;
    for (path, methods) in doc["paths"].as_object().unwrap() {
        if !methods["get"]["responses"]["200"]["content"]["application/json"].is_object() {
            continue;
        }
        let addresses: Vec<String> = match path.as_str() {
            "/question/{id}.json" => {
                id.iter().map(|q| format!("/question/{}.json", q["id"].as_str().unwrap())).collect()
            }
            "/ask.json" => QUESTIONS.map(|q| format!("{path}?question={q}")).to_vec(),
            "/report/{id}.json" => (1..=7).map(|n| format!("/report/r{n}.json")).collect(),
            _ => vec![path.clone(), format!("{path}?limit=1&disputed=0"), format!("{path}?said=2017-06-14")],
        };
        let schema = schema(&doc, path, "get", "200");
        for address in addresses {
            let told = desk.get(&address, &cookie);
            assert_eq!(told.status, 200, "{address}: {}", told.body);
            holds(&schema, &told.json(), &address);
            asked += 1;
        }
    }
    assert!(asked > 40, "{asked}");
    let problem = json!({"$ref": "#/components/schemas/Problem", "components": doc["components"]});
    for (path, status) in [
        ("/report/r999.json", 404),
        ("/map.json?at=never", 400),
        ("/disputes.json?order=luck", 400),
        ("/ask.json", 400),
        ("/ask.json?question=hello", 400),
        ("/case.json?learned=then", 400),
    ] {
        let told = desk.get(path, &cookie);
        assert_eq!(told.status, status, "{path}");
        holds(&problem, &told.json(), path);
    }
}

#[test]
fn every_described_address_is_served_and_every_parameter_is_read() {
    let desk = Desk::new();
    let cookie = desk.enter();
    let doc = described();
    let list = desk.get("/disputes.json", &cookie).json();
    let first = list["items"][0]["id"].as_str().expect("a question").to_owned();
    let sources: String =
        ["ask", "case", "claims", "export", "map", "questions", "reports", "review", "sources", "timeline"]
            .map(|name| {
                std::fs::read_to_string(format!("{}/src/routes/{name}.rs", env!("CARGO_MANIFEST_DIR")))
                    .unwrap()
            })
            .concat()
            + &std::fs::read_to_string(format!("{}/src/query.rs", env!("CARGO_MANIFEST_DIR"))).unwrap();
    for (path, methods) in doc["paths"].as_object().unwrap() {
        let id = if path.starts_with("/question/") { first.as_str() } else { "r1" };
        let address = path.replace("{id}", id).replace("{name}", "claims.csv");
        let address =
            if path == "/ask.json" { format!("{address}?question={}", QUESTIONS[0]) } else { address };
        for (method, operation) in methods.as_object().unwrap() {
            assert!(
                operation["summary"].is_string() && operation["operationId"].is_string(),
                "{method} {path}"
            );
            let status = match method.as_str() {
                // Streams do not end: that it is there is tested elsewhere.
                "get" if path == "/events" => 200,
                "get" => desk.get(&address, &cookie).status,
                "post" => desk.post(&address, &cookie, "").status,
                // Without the cookie: the session is needed further on.
                _ => desk.ask("DELETE", &address, None, &[("x-rashomon", "1")]).status,
            };
            let wanted: &[u16] = match method.as_str() {
                "get" => &[200],
                "post" => &[400],
                _ => &[204],
            };
            assert!(wanted.contains(&status), "{method} {path}: {status}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if parameter["in"] == "query" {
                    let name = parameter["name"].as_str().unwrap();
                    assert!(sources.contains(&format!("\"{name}\"")), "`{name}` of {path} is read nowhere");
                }
            }
        }
    }
}
