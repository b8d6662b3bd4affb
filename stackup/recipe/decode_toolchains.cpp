// What the toolchains' steps are told. Each takes a directory alone, or a mapping.
#include "stackup/recipe/sections.h"

namespace stackup {
namespace {

/// `KIND: DIR` says what `KIND: {…: DIR}` says.
template <class Spec>
Codec<Spec> directory_or(std::optional<Template> Spec::*directory, Codec<Spec> keys) {
  auto alone = mapped<Spec>(template_text(), [directory](Template text, const Node&, const FieldPlace&) {
    Spec spec;
    spec.*directory = std::move(text);
    return spec;
  });
  return one_of<Spec>({std::move(alone), std::move(keys)});
}

/// What comes after -D, and before the = of a variable of make.
KeyForm build_settings() { return {"^[A-Za-z_][A-Za-z0-9_.-]*$", "the name of a setting: letters, digits, _, - and dots, neither a digit nor a - first"}; }

}  // namespace

Codec<PythonSpec> python() {
  using P = PythonSpec;
  return directory_or<P>(&P::editable,
                         record<P>("python step",
                                   {field<P>("editable", "a directory to install so that changes count at once", &P::editable, template_text()),
                                    field<P>("requirements", "requirements files", &P::requirements, one_or_more(template_text())),
                                    field<P>("constraints", "a constraints file, or its URL", &P::constraints, template_text()),
                                    field<P>("index", "the package index; without it dependencies come from the distribution", &P::index, template_text()),
                                    field<P>("isolated", "hide the distribution's Python packages", &P::isolated, boolean())}));
}

Codec<NodeSpec> node_packages() {
  using N = NodeSpec;
  return directory_or<N>(&N::directory, record<N>("node step",
                                                  {field<N>("directory", "where package.json and its lock file are; the checkout unless given", &N::directory, template_text()),
                                                   field<N>("script", "scripts of package.json to run after the installation", &N::scripts, one_or_more(template_text())),
                                                   field<N>("registry", "the registry; npm's own setting unless given", &N::registry, template_text())}));
}

Codec<CMakeSpec> cmake() {
  using C = CMakeSpec;
  return directory_or<C>(&C::source, record<C>("cmake step",
                                               {field<C>("source", "where CMakeLists.txt is; the checkout unless given", &C::source, template_text()),
                                                field<C>("build", "the build directory; ${build} unless given", &C::build, template_text()),
                                                field<C>("preset", "a configure preset of the project", &C::preset, template_text()),
                                                field<C>("build_type", "Debug, Release, RelWithDebInfo, …; the project's own unless given", &C::build_type, template_text()),
                                                field<C>("generator", "unless given: the preset's, else Ninja", &C::generator, template_text()),
                                                field<C>("options", "settings for the configuration, as with -D", &C::options, map_of(build_settings(), template_text())),
                                                field<C>("target", "what to build; the project's default unless given", &C::targets, one_or_more(template_text()))}));
}

Codec<MakeSpec> make() {
  using M = MakeSpec;
  constexpr int most_jobs = 256;
  return directory_or<M>(&M::directory, record<M>("make step",
                                                  {field<M>("directory", "where the Makefile is; the checkout unless given", &M::directory, template_text()),
                                                   field<M>("targets", "what to make; the first target of the Makefile unless given", &M::targets, one_or_more(template_text())),
                                                   field<M>("variables", "variables of make, which win over those of the Makefile", &M::variables, map_of(build_settings(), template_text())),
                                                   field<M>("jobs", "how many commands at a time; 1 unless given", &M::jobs, integer(1, most_jobs, "a number of jobs"))}));
}

}  // namespace stackup
