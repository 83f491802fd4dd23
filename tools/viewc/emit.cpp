// Writes the C++ of a room's views: plain functions that append to an html::Writer. Neighbouring markup
// becomes one literal, and #line names the view, so that a compiler's error points at the mark.
#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>

#include "viewc/view.hpp"

namespace viewc {

std::string quote(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

namespace {

const char* writer_function(Place place) {
  switch (place) {
    case Place::content: return "text";
    case Place::inner: return "inner";
    case Place::attribute: return "attribute";
    case Place::address: return "url";
    case Place::address_part: return "url_part";
    default: return "plain";
  }
}

class Emitter {
 public:
  Emitter(std::string file, int depth) : file_(std::move(file)), depth_(depth) {}

  std::string body(const Nodes& nodes) {
    emit(nodes);
    return out_.str();
  }

 private:
  std::string indent() const { return std::string(static_cast<std::size_t>(depth_) * 2, ' '); }
  void write(const std::string& line) { out_ << indent() << line << '\n'; }
  // Before code made of the view's own names.
  void locate(int line) { out_ << "#line " << line << ' ' << quote(file_) << '\n'; }

  void emit(const Nodes& nodes) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].kind != Node::Kind::raw) {
        emit(nodes[i]);
        continue;
      }
      std::string text = nodes[i].text;
      while (i + 1 < nodes.size() && nodes[i + 1].kind == Node::Kind::raw) text += nodes[++i].text;
      emit_raw(text);
    }
  }

  // One call, with the literal broken after newlines.
  void emit_raw(const std::string& text) {
    std::string code;
    for (std::size_t start = 0; start < text.size();) {
      std::size_t end = text.find('\n', start);
      end = end == std::string::npos ? text.size() : end + 1;
      if (!code.empty()) code += "\n" + indent() + "      ";
      code += quote(text.substr(start, end - start));
      start = end;
    }
    write("w.raw(" + code + ");");
  }

  void emit(const Node& node) {
    switch (node.kind) {
      case Node::Kind::raw: emit_raw(node.text); break;
      case Node::Kind::value: emit_value(node); break;
      case Node::Kind::flag:
        locate(node.line);
        write("if (" + node.text + ") w.raw(" + quote(node.name) + ");");
        break;
      case Node::Kind::branch: emit_branch(node); break;
      case Node::Kind::each: emit_each(node); break;
      case Node::Kind::with: emit_with(node); break;
      case Node::Kind::call: emit_call(node); break;
      case Node::Kind::message: emit_message(node); break;
      case Node::Kind::body: write("body(w);"); break;
      case Node::Kind::icons:
        locate(node.line);
        write("w.use_icons(" + node.text + ");");
        break;
    }
  }

  void emit_value(const Node& node) {
    locate(node.line);
    const std::string value = node.name.empty() ? node.text : "w.format_" + node.name + "(" + node.text + ")";
    write(std::string("w.") + writer_function(node.place) + "(" + value + ");");
  }

  void emit_part(const Nodes& nodes) {
    ++depth_;
    emit(nodes);
    --depth_;
  }

  void emit_branch(const Node& node) {
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      if (i == 0) {
        locate(node.line);
        write("if (" + node.conditions[i] + ") {");
      } else if (node.conditions[i].empty()) {
        write("} else {");
      } else {
        write("} else if (" + node.conditions[i] + ") {");
      }
      emit_part(node.parts[i]);
    }
    write("}");
  }

  void emit_each(const Node& node) {
    const std::string inside = Emitter(file_, depth_ + 2).body(node.parts[0]);
    const bool names_first = inside.find(node.name + "_first") != std::string::npos;
    const bool names_last = inside.find(node.name + "_last") != std::string::npos;
    write("{");
    ++depth_;
    locate(node.line);
    write("auto&& " + node.name + "_list = " + node.text + ";");
    write("std::size_t " + node.name + "_index = 0;");
    write("for (const auto& " + node.name + " : " + node.name + "_list) {");
    if (names_first) write("  const bool " + node.name + "_first = " + node.name + "_index == 0;");
    if (names_last) write("  const bool " + node.name + "_last = " + node.name + "_index + 1 == std::size(" + node.name + "_list);");
    out_ << inside;
    write("  ++" + node.name + "_index;");
    write("}");
    if (node.parts.size() > 1) {
      write("if (" + node.name + "_index == 0) {");
      emit_part(node.parts[1]);
      write("}");
    }
    --depth_;
    write("}");
  }

  void emit_with(const Node& node) {
    locate(node.line);
    write("if (const auto& " + node.name + "_maybe = " + node.text + "; " + node.name + "_maybe) {");
    write("  [[maybe_unused]] const auto& " + node.name + " = *" + node.name + "_maybe;");
    emit_part(node.parts[0]);
    if (node.parts.size() > 1) {
      write("} else {");
      emit_part(node.parts[1]);
    }
    write("}");
  }

  void emit_call(const Node& node) {
    std::string arguments = "w";
    for (const Argument& argument : node.arguments) {
      arguments += ", " + (argument.message ? make_message(*argument.message) : argument.value);
    }
    locate(node.line);
    if (!node.has_body) {
      write(node.text + "(" + arguments + ");");
      return;
    }
    write(node.text + "(" + arguments + ", [&]([[maybe_unused]] html::Writer& w) {");
    emit_part(node.parts[0]);
    write("});");
  }

  // --- messages -------------------------------------------------------------------------------------

  // A muster::Message, for a call's argument.
  static std::string make_message(const MessageText& message) {
    std::string slots;
    for (const Slot& slot : message.slots) {
      if (slot.name == "count" && !message.many.empty()) continue;
      slots += (slots.empty() ? "" : ", ") + std::string("{") + quote(slot.name) + ", html::message_value(" + slot.value + ")}";
    }
    const std::string count = message.many.empty() ? "0" : "static_cast<std::int64_t>(" + message.count + ")";
    return "::muster::Message{" + quote(message.one) + ", " + quote(message.many) + ", " + quote(message.context) + ", " + count + ", {" + slots + "}, {}}";
  }

  // w.find("...") with as many arguments as needed.
  static std::string find_call(const MessageText& message) {
    std::string arguments = quote(message.one);
    if (!message.many.empty() || !message.context.empty()) {
      arguments += ", " + quote(message.many) + ", " + (message.many.empty() ? "0" : "static_cast<std::int64_t>(" + message.count + ")");
    }
    if (!message.context.empty()) arguments += ", " + quote(message.context);
    return "w.find(" + arguments + ")";
  }

  void emit_message(const Node& node) {
    const MessageText& message = node.message;
    locate(node.line);
    if (message.slots.empty() && message.elements.empty()) {
      write(std::string("w.") + writer_function(node.place) + "(" + find_call(message) + ");");
      return;
    }
    const std::string function = !message.elements.empty() ? "marked_message"
                                 : node.place == Place::plain ? "plain_message"
                                                              : "message";
    write("w." + function + "(" + find_call(message) + ", [&](std::string_view slot_name) {");
    ++depth_;
    std::string otherwise;
    for (const Slot& slot : message.slots) {
      locate(slot.line);
      const std::string writes = node.place == Place::content ? "slot" : writer_function(node.place);
      write(otherwise + "if (slot_name == " + quote(slot.name) + ") w." + writes + "(" + slot.value + ");");
      otherwise = "else ";
    }
    for (std::size_t i = 0; i < message.elements.size(); ++i) emit_element(message.elements[i], std::to_string(i + 1));
    --depth_;
    write("});");
  }

  void emit_element(const Element& element, const std::string& number) {
    write("if (slot_name == " + quote("<" + number + (element.is_void ? "/>" : ">")) + ") {");
    emit_part(element.open);
    write("}");
    if (!element.is_void) write("if (slot_name == " + quote("</" + number + ">") + ") w.raw(" + quote("</" + element.name + ">") + ");");
  }

  std::string file_;
  int depth_;
  std::ostringstream out_;
};

// Default values of parameters are written in the header only.
std::string without_defaults(const std::string& parameters) {
  std::string out;
  int depth = 0;
  bool in_default = false;
  for (const char c : parameters) {
    if (c == '(' || c == '<' || c == '{') ++depth;
    if (c == ')' || c == '>' || c == '}') --depth;
    if (c == '=' && depth == 0) {
      in_default = true;
      while (!out.empty() && out.back() == ' ') out.pop_back();
    }
    if (c == ',' && depth == 0) in_default = false;
    if (!in_default) out += c;
  }
  return out;
}

bool is_all_blank(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isspace(c) != 0; });
}

std::string signature(const View& view, bool with_defaults) {
  std::string own = with_defaults ? view.parameters : without_defaults(view.parameters);
  if (is_all_blank(own)) own.clear();
  if (view.is_mail) {
    return "::muster::mail::Content " + view.name + "(const i18n::Texts& texts, Locale locale" + (own.empty() ? "" : ", " + own) + ")";
  }
  return "void " + view.name + "(html::Writer& w" + (own.empty() ? "" : ", " + own) + (view.has_body ? ", html::Body body" : "") + ")";
}

// Tests listen, to see that no view goes without one.
std::string begin_view(const std::string& room, const View& view) { return "w.begin(" + quote(room + "/" + view.name) + ");\n"; }

void write_mail_body(std::ostringstream& out, const std::string& room, const View& view) {
  out << "  ::muster::mail::Content made;\n";
  out << "  {\n    html::Writer w(texts, locale);\n" << Emitter(view.file, 2).body(view.subject) << "    made.subject = html::make_subject(w.take());\n  }\n";
  out << "  {\n    html::Writer w(texts, locale);\n    " << begin_view(room, view) << Emitter(view.file, 2).body(view.html) << "    made.html = w.take();\n  }\n";
  if (view.has_text) {
    out << "  {\n    html::Writer w(texts, locale);\n" << Emitter(view.file, 2).body(view.text) << "    made.text = w.take();\n  }\n";
  } else {
    out << "  made.text = html::make_plain_text(made.html);\n";
  }
  out << "  return made;\n";
}

}  // namespace

Generated generate(const std::string& room, const std::vector<View>& views) {
  std::set<std::string> includes = {"platform/html/writer.hpp"};
  std::set<std::string> rooms;
  for (const View& view : views) {
    includes.insert(view.includes.begin(), view.includes.end());
    rooms.insert(view.rooms.begin(), view.rooms.end());
    if (view.is_mail) includes.insert({"platform/mail/mail.hpp", "platform/html/mail_text.hpp"});
  }
  rooms.erase(room);

  std::ostringstream header;
  header << "// Made by viewc from the views of " << room << ". Do not edit.\n#pragma once\n\n";
  for (const std::string& include : includes) header << "#include " << quote(include) << '\n';
  header << "\nnamespace muster::" << room << "::views {\n\n";
  for (const View& view : views) {
    header << "#line " << view.line << ' ' << quote(view.file) << '\n' << signature(view, true) << ";\n";
  }
  header << "\n}  // namespace muster::" << room << "::views\n";

  std::ostringstream source;
  source << "// Made by viewc from the views of " << room << ". Do not edit.\n#include \"views_" << room << ".hpp\"\n\n#include <cstdint>\n#include <iterator>\n#include <string_view>\n\n";
  for (const std::string& other : rooms) source << "#include \"views_" << other << ".hpp\"\n";
  source << "\nnamespace muster::" << room << "::views {\n";
  for (const View& view : views) {
    source << "\n#line " << view.line << ' ' << quote(view.file) << '\n' << signature(view, false) << " {\n";
    if (view.is_mail) {
      write_mail_body(source, room, view);
    } else {
      source << "  " << begin_view(room, view) << Emitter(view.file, 1).body(view.html);
    }
    source << "}\n";
  }
  source << "\n}  // namespace muster::" << room << "::views\n";
  return {header.str(), source.str()};
}

}  // namespace viewc
