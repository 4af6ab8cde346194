// The protocol cases that botocore publishes: files of suites, each with a model and cases of
// requests ("params" and "serialized") or of answers ("response", and "result" or "error"). The
// legacy shape of the same files differs in names only: a suite is an object, or a list of them.
#include <expat.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>

#include "base/rng.h"
#include "platform/aws/wire/compression.h"
#include "platform/aws/wire/parse.h"
#include "platform/aws/wire/serialize.h"
#include "platform/http/inflater.h"
#include "tests/conformance/cases.h"
#include "tests/conformance/dynamic.h"
#include "tests/conformance/subject.h"

namespace mirante::conformance {
namespace {

namespace fs = std::filesystem;
namespace wire = aws::wire;

struct Counts {
  int passed = 0, failed = 0, skipped = 0;

  void pass() { ++passed; }
  void fail(const std::string& name, const std::string& why) {
    ++failed;
    std::cout << "failed " << name << "\n  " << why << "\n";
  }
  void skip(const std::string& name, const std::string& why) {
    ++skipped;
    std::cout << "skipped " << name << ": " << why << "\n";
  }
};

/// Form bodies are equal if their pairs are, in whatever order.
std::vector<std::string> pairs_of(const std::string& body) {
  std::vector<std::string> pairs;
  for (std::size_t begin = 0; begin <= body.size();) {
    const auto end = std::min(body.find('&', begin), body.size());
    pairs.push_back(body.substr(begin, end - begin));
    begin = end + 1;
  }
  std::ranges::sort(pairs);
  return pairs;
}

/// Answers the token that the published cases expect.
class TokenOfCases final : public Rng {
 public:
  std::uint64_t next() override { return is_second_ ? 1ULL << 63 : (is_second_ = true, 0x4000); }

 private:
  bool is_second_ = false;
};

/// Host and path prefix of the endpoint that a case is given.
struct Endpoint {
  std::string host, path;
};
Endpoint endpoint_of(const json& suite) {
  auto url = suite.value("clientEndpoint", "https://example.com");
  url = url.substr(url.find("//") + 2);
  const auto slash = url.find('/');
  return {.host = url.substr(0, slash),
          .path = slash == std::string::npos ? "" : url.substr(slash)};
}

/// Cases write numbers without saying whether they are whole.
bool same(const json& wanted, const json& found) {
  if (wanted.is_number() && found.is_number())
    return std::abs(wanted.get<double>() - found.get<double>()) <
           1e-6 * std::max(1.0, std::abs(wanted.get<double>()));
  // Botocore names the member of a union that its model lacks; ours leaves the union empty.
  if (wanted.is_object() && wanted.contains("SDK_UNKNOWN_MEMBER")) return found == json::object();
  if (wanted.is_object() && found.is_object()) {
    if (wanted.size() != found.size()) return false;
    return std::ranges::all_of(wanted.items(), [&](const auto& item) {
      return found.contains(item.key()) && same(item.value(), found.at(item.key()));
    });
  }
  if (wanted.is_array() && found.is_array()) return std::ranges::equal(wanted, found, same);
  return wanted == found;
}

/// The elements of a document in one form: attributes sorted, blanks between elements gone,
/// siblings in the order of their names (cases write members in an order of their own).
class CanonicalXml {
 public:
  static std::string of(const std::string& text) {
    CanonicalXml reader;
    auto* parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, &reader);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    const auto size = static_cast<int>(text.size());
    const bool is_read = XML_Parse(parser, text.data(), size, XML_TRUE) == XML_STATUS_OK;
    XML_ParserFree(parser);
    return is_read ? reader.open_.front().text() : text;
  }

 private:
  struct Element {
    std::string head;
    std::string inside;
    std::vector<std::string> children;

    /// Elements of the same name keep their order.
    std::string text() const {
      std::multimap<std::string, std::string> sorted;
      for (const auto& child : children)
        sorted.emplace(child.substr(0, child.find_first_of(" >")), child);
      std::string all = head;
      if (children.empty()) all += inside;
      for (const auto& [name, child] : sorted) all += child;
      return all + "</>";
    }
  };

  static void on_start(void* self, const char* name, const char** attributes) {
    std::vector<std::string> sorted;
    for (; *attributes != nullptr; attributes += 2)
      sorted.push_back(std::string(" ") + attributes[0] + "=" + attributes[1]);
    std::ranges::sort(sorted);
    Element element{.head = std::string("<") + name};
    for (const auto& attribute : sorted) element.head += attribute;
    element.head += ">";
    static_cast<CanonicalXml*>(self)->open_.push_back(std::move(element));
  }
  static void on_end(void* self, const char*) {
    auto& open = static_cast<CanonicalXml*>(self)->open_;
    auto text = open.back().text();
    open.pop_back();
    open.back().children.push_back(std::move(text));
  }
  static void on_text(void* self, const char* text, int size) {
    static_cast<CanonicalXml*>(self)->open_.back().inside.append(text,
                                                                 static_cast<std::size_t>(size));
  }

  std::vector<Element> open_ = {Element{}};
};

std::string canonical_xml(const std::string& text) { return CanonicalXml::of(text); }

/// Forms are equal if their pairs are, JSON and XML if their values are.
bool same_body(wire::Protocol protocol, const std::string& wanted, const std::string& found) {
  switch (protocol) {
    case wire::Protocol::json_1_0:
    case wire::Protocol::json_1_1:
    case wire::Protocol::rest_json:
      // Payloads need not be JSON.
      return wanted == found || (json::accept(wanted) && json::accept(found) &&
                                 same(json::parse(wanted), json::parse(found)));
    case wire::Protocol::ec2:
    case wire::Protocol::query: return pairs_of(wanted) == pairs_of(found);
    case wire::Protocol::rest_xml:
      return wanted == found || canonical_xml(wanted) == canonical_xml(found);
  }
  return false;
}

/// Cases write a blank after each comma of a list in a header, or none.
std::string without_blanks(std::string text) {
  for (auto at = text.find(", "); at != std::string::npos; at = text.find(", ", at))
    text.erase(at + 1, 1);
  return text;
}

std::string unpacked(std::string_view body) {
  std::string text;
  http::Inflater inflater;
  inflater.feed(body, [&](std::string_view piece) { text += piece; });
  return inflater.is_done() ? text : "";
}

std::string check_request(const json& suite, const json& one, Subject& subject) {
  Value input;
  read_json(input, *subject.operation.input, one.value("params", json::object()));
  TokenOfCases tokens;
  auto made = wire::serialize(subject.operation, part_of(input, *subject.operation.input), tokens);
  if (!made) return "could not be serialised: " + made.error().message;
  const auto plain = made->body;
  wire::compress(subject.operation, wire::compressed_from, *made);
  if (made->body != plain && unpacked(made->body) != plain)
    return "the body is not packed as it was";
  const auto& wanted = one.at("serialized");
  const auto endpoint = endpoint_of(suite);
  const auto host = made->host_prefix + endpoint.host;
  const auto target = endpoint.path + made->target;
  if (wanted.value("method", made->method) != made->method) return "the method is " + made->method;
  // Where the endpoint has a path, cases write it with the host, too.
  if (wanted.contains("host") && wanted.at("host") != host &&
      wanted.at("host") != host + endpoint.path)
    return "the host is " + host;
  if (wanted.value("uri", "/") != target) return "the target is " + target;
  if (wanted.contains("body") && !same_body(subject.service.protocol, wanted.at("body"), plain))
    return "the body is " + plain + "\n  and not " + wanted.at("body").get<std::string>();
  for (const auto& [name, value] : wanted.value("headers", json::object()).items()) {
    const auto* header = http::find_header(made->headers, name);
    if (header == nullptr || !without_blanks(*header).starts_with(without_blanks(value)))
      return "the header " + name + " is " + (header == nullptr ? "missing" : *header);
  }
  return {};
}

wire::ParsedReply parse(const json& response, const Subject& subject, Value* output,
                        wire::ErrorFields fields = {}) {
  http::Headers headers;
  for (const auto& [name, value] : response.value("headers", json::object()).items())
    headers.emplace_back(name, value.get<std::string>());
  void* into = output == nullptr ? nullptr : part_of(*output, *subject.operation.output);
  wire::ReplyParser parser(subject.operation, into, response.at("status_code"), headers, fields);
  const std::string body = response.value("body", "");
  // In pieces, as they come from a network.
  for (std::size_t at = 0; at < body.size(); at += 7)
    parser.feed(std::string_view(body).substr(at, 7));
  return parser.finish();
}

std::string check_result(const json& one, const Subject& subject) {
  Value output;
  const bool has_output = subject.operation.output != nullptr;
  if (has_output) output.members.resize(subject.operation.output->members.size());
  const auto reply = parse(one.at("response"), subject, has_output ? &output : nullptr);
  if (reply.error) return "an error was found: " + reply.error->code;
  auto found = has_output ? write_json(output, *subject.operation.output) : json::object();
  const auto wanted = one.value("result", json::object());
  if (!same(wanted, found)) return "the result is " + found.dump() + "\n  and not " + wanted.dump();
  return {};
}

/// The shape of an error by what stands on the wire.
std::string error_shape(const json& suite, const json& given, const std::string& code) {
  for (const auto& reference : given.value("errors", json::array())) {
    const std::string name = reference.at("shape");
    const auto said = suite.at("shapes").at(name).value("error", json::object());
    if (name == code || said.value("code", "") == code) return name;
  }
  return {};
}

std::string check_error(const json& suite, const json& one, Subject& subject) {
  const auto reply = parse(one.at("response"), subject, nullptr);
  if (!reply.error) return "no error was found";
  const auto code = one.value("errorCode", "");
  if (reply.error->code != code) return "the code is " + reply.error->code;
  if (one.contains("errorMessage") && one.at("errorMessage") != reply.error->message)
    return "the message is " + reply.error->message;
  const auto name = error_shape(suite, one.at("given"), code);
  if (!one.contains("error") || name.empty()) return {};
  const auto& shape = subject.model.shape(name);
  Value fields;
  fields.members.resize(shape.members.size());
  parse(one.at("response"), subject, nullptr, {.shape = &shape, .value = part_of(fields, shape)});
  auto found = write_json(fields, shape);
  if (!reply.error->message.empty()) {
    // The message has a place of its own; models spell its member in two ways.
    for (const auto* member : {"Message", "message"})
      if (one.at("error").contains(member)) found[member] = reply.error->message;
  }
  if (!same(one.at("error"), found))
    return "the error holds " + found.dump() + "\n  and not " + one.at("error").dump();
  return {};
}

/// Cases that botocore's own suite leaves out, too, and why we do. Nullptr: this one is run.
const char* left_out(const std::string& id, const fs::path& folder) {
  static constexpr const char* root =
      "it calls an element by its shape's name; botocore's models by the name that refers to it";
  static const std::map<std::string, const char*> inputs{
      {"RestJsonHttpPayloadWithUnsetUnion",
       "it sends nothing for a union that is absent; botocore "
       "and we send {}, as for any structure"},
      {"BodyWithXmlName", root},
      {"RestXmlHttpPayloadWithUnion", root},
      {"HttpPayloadWithXmlName", root},
      {"HttpPayloadWithXmlNamespace", root},
      {"HttpPayloadWithXmlNamespaceAndPrefix", root},
      {"XmlAttributesOnPayload", root},
  };
  static const std::map<std::string, const char*> outputs{
      {"BodyWithXmlName", root},
      {"MediaTypeHeaderOutputBase64",
       "it leaves JSON of a header as text; botocore and its older cases read it"}};
  const auto& known = folder.filename() == "input" ? inputs : outputs;
  const auto found = known.find(id);
  return found == known.end() ? nullptr : found->second;
}

bool has_event_stream(const json& suite, const json& given) {
  if (!given.contains("output")) return false;
  const auto& shapes = suite.at("shapes");
  const auto& output = shapes.at(given.at("output").at("shape").get<std::string>());
  return std::ranges::any_of(output.value("members", json::object()), [&](const json& member) {
    return shapes.at(member.at("shape").get<std::string>()).value("eventstream", false);
  });
}

// tools/aws_codegen/left_out_test.py holds the reasons below against the operations in use.
void run_case(const json& suite, const json& one, const std::string& name, Counts& counts) {
  const auto protocol = protocol_of(suite.at("metadata"));
  const auto& given = one.at("given");
  if (given.contains("httpChecksumRequired"))
    return counts.skip(name, "no operation of ours asks for a checksum");
  if (has_event_stream(suite, given))
    return counts.skip(name, "no operation of ours answers with a stream of events");
  try {
    Subject subject(suite, given, *protocol);
    std::string why;
    if (one.contains("serialized"))
      why = check_request(suite, one, subject);
    else if (one.contains("errorCode") || one.contains("error"))
      why = check_error(suite, one, subject);
    else
      why = check_result(one, subject);
    why.empty() ? counts.pass() : counts.fail(name, why);
  } catch (const std::exception& broken) {
    counts.fail(name, broken.what());
  }
}

void run_file(const fs::path& path, Counts& counts) {
  std::ifstream file(path);
  const auto suites = json::parse(file, nullptr, false);
  const auto shown = path.parent_path().filename().string() + "/" + path.filename().string();
  if (!suites.is_array()) return counts.skip(shown, "no list of suites");
  int number = 0;
  for (const auto& suite : suites) {
    if (!suite.contains("metadata") || !suite.contains("cases")) {
      counts.skip(shown, "no suite of protocol cases");
      continue;
    }
    const bool is_known = protocol_of(suite.at("metadata")).has_value();
    for (const auto& one : suite.at("cases")) {
      const auto name = shown + " " + one.value("id", "case " + std::to_string(++number));
      if (const auto* reason = left_out(one.value("id", ""), path.parent_path()))
        counts.skip(name, reason);
      else if (!is_known)
        counts.skip(name, "the protocol " + suite.at("metadata").value("protocol", "?") +
                              " is left out: every service lists another one, too");
      else
        run_case(suite, one, name, counts);
    }
  }
}

}  // namespace

int run_protocols(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder))
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".json" &&
          entry.path().filename() != "protocol-tests-ignore-list.json")
        files.push_back(entry.path());
  std::ranges::sort(files);
  Counts counts;
  for (const auto& file : files) run_file(file, counts);
  if (files.empty()) std::cout << "no cases in " << folder.string() << "\n";
  std::cout << counts.passed << " passed, " << counts.failed << " failed, " << counts.skipped
            << " skipped\n";
  return counts.failed == 0 && counts.passed > 0 ? 0 : 1;
}

}  // namespace mirante::conformance
