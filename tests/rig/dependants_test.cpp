#include "stackup/rig/dependants.h"

#include "tests/recipe/decode.h"

#include <gmock/gmock.h>

namespace stackup {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> recipes_for(const std::string& text) {
  std::vector<std::string> recipes;
  for (const auto& dependant : dependants_of(*testing::decode_text(text).recipe)) recipes.push_back(dependant.recipe);
  return recipes;
}

TEST(Dependants, ClaimEachOfferThrice) {
  EXPECT_THAT(recipes_for(R"(schema: 1
name: web
summary: a web server
ports: {http: 8080}
run: serve
offers:
  site:
    parameters: {name: identifier, to: string}
    create: {run: make site}
    exports: {url: "http://${host}/${param.name}"}
    trial: {with: {to: "127.0.0.1:9"}, env: {URL: "${export.url}?a=$${x}"}, get: curl "$URL"}
)"),
              ElementsAre(R"(schema: 1
name: trial-site-1
summary: tries web.site
needs: {it: {web.site: {"to": "127.0.0.1:9"}}}
env: {"URL": "${need.it.url}?a=$${x}"}
)",
                          R"(schema: 1
name: trial-site-2
summary: tries web.site
needs: {it: {web.site: {"to": "127.0.0.1:9"}}}
env: {"URL": "${need.it.url}?a=$${x}"}
)",
                          R"(schema: 1
name: trial-site-other
summary: tries web.site
needs: {it: {web.site: {"to": "127.0.0.1:9", "as": "other"}}}
env: {"URL": "${need.it.url}?a=$${x}"}
)"));
}

TEST(Dependants, AreNamedAsARecipeMayBe) {
  const auto all = dependants_of(*testing::decode_text("schema: 1\nname: web\nsummary: a web server\nrun: serve\noffers: {service_user: {create: {run: make}}}\n").recipe);
  EXPECT_EQ(all.front().name, "trial-service-user-1");
  EXPECT_EQ(all.front().offer, "service_user");
}

TEST(Dependants, NeedAServiceByItsDefaultOffer) {
  EXPECT_THAT(recipes_for("schema: 1\nname: web\nsummary: a web server\nports: {http: 8080}\nrun: serve\noffers: {default: {exports: {port: '${port.http}'}}}\n").front(),
              "schema: 1\nname: trial-default-1\nsummary: tries web\nneeds: {it: {web: {}}}\nenv: {}\n");
}

TEST(Dependants, LeaveOutWhatNobodyGaveAValueFor) {
  EXPECT_THAT(recipes_for("schema: 1\nname: web\nsummary: a web server\nrun: serve\noffers: {site: {parameters: {to: string}, create: {run: make}}}\n"),
              ElementsAre("schema: 1\nname: trial-other\nsummary: tries web\nneeds: {it: {web: {\"as\": \"other\"}}}\nenv: {}\n"));
}

}  // namespace
}  // namespace stackup
