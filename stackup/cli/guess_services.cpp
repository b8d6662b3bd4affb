// Which services a project needs, told by the client libraries that it depends on and by the images that it runs.
#include "stackup/base/text.h"
#include "stackup/cli/init_guess.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace stackup {
namespace {

struct ServiceHint {
  std::string recipe;
  std::string offer;
  std::vector<std::string> names;  ///< of packages (Python, npm) and images that only make sense with it
};

const std::vector<ServiceHint>& service_hints() {
  static const std::vector<ServiceHint> all = {
      {"postgresql", "database",
       {"psycopg", "psycopg2", "psycopg2-binary", "psycopg-binary", "asyncpg", "pg8000", "aiopg", "pg", "pg-promise", "postgres", "postgresql", "postgis"}},
      {"mariadb", "database", {"mysqlclient", "pymysql", "mysql-connector-python", "aiomysql", "asyncmy", "mysql", "mysql2", "mariadb"}},
      {"redis", "", {"redis", "django-redis", "aioredis", "hiredis", "rq", "flask-redis", "ioredis", "bull", "bullmq", "connect-redis", "valkey"}},
      {"rabbitmq", "vhost", {"pika", "aio-pika", "amqplib", "rabbitmq"}},
      {"memcached", "", {"pymemcache", "python-memcached", "pylibmc", "memcached", "memjs"}},
      {"mongodb", "database", {"pymongo", "motor", "mongoengine", "mongodb", "mongoose", "mongo"}},
      {"elasticsearch", "", {"elasticsearch", "elasticsearch-dsl", "@elastic/elasticsearch"}},
      {"opensearch", "", {"opensearch-py", "opensearch", "@opensearch-project/opensearch"}},
      {"minio", "bucket", {"minio"}},
      {"kafka", "", {"kafka-python", "confluent-kafka", "aiokafka", "kafkajs", "kafka", "cp-kafka"}},
      {"etcd", "", {"etcd3", "etcd"}},
  };
  return all;
}

const KnownOffer* find_offer(const std::vector<KnownOffer>& offers, const std::string& recipe, const std::string& offer) {
  const auto found = std::find_if(offers.begin(), offers.end(), [&](const KnownOffer& known) { return known.recipe == recipe && known.offer == offer; });
  return found == offers.end() ? nullptr : &*found;
}

/// The offer that suits; of a service that has no such offer the plain one.
const KnownOffer* best_offer(const std::vector<KnownOffer>& offers, const ServiceHint& service) {
  const auto* wanted = find_offer(offers, service.recipe, service.offer);
  return wanted ? wanted : find_offer(offers, service.recipe, "");
}

/// Two needs may not set one variable, so the later one sets none.
std::string need_text(const KnownOffer& offer, std::set<std::string>& variables) {
  const auto name = offer.offer.empty() ? offer.recipe : offer.recipe + "." + offer.offer;
  const bool clashes = std::any_of(offer.variables.begin(), offer.variables.end(), [&](const std::string& variable) { return variables.contains(variable); });
  if (clashes) return fmt::format("{{{}: {{env: {{}}}}}}", name);
  variables.insert(offer.variables.begin(), offer.variables.end());
  return name;
}

std::string what_it_gives(const KnownOffer& offer, const std::string& need) {
  if (offer.variables.empty() || need.starts_with('{')) return "";
  return fmt::format("; gives {}", join(offer.variables, ", "));
}

}  // namespace

void guess_services(const std::vector<Hint>& hints, const std::vector<KnownOffer>& offers, RecipeDraft& draft) {
  std::set<std::string> variables;
  for (const auto& service : service_hints()) {
    const auto is_told_by = [&](const Hint& hint) { return std::find(service.names.begin(), service.names.end(), hint.name) != service.names.end(); };
    const auto hint = std::find_if(hints.begin(), hints.end(), is_told_by);
    if (hint == hints.end() || service.recipe == draft.name) continue;
    const auto why = fmt::format("{} names {}", hint->file, hint->name);
    if (const auto* offer = best_offer(offers, service)) {
      const auto need = need_text(*offer, variables);
      draft.add("needs", need, Certainty::likely, why + what_it_gives(*offer, need));
    } else {
      draft.notes.push_back(fmt::format("{}, so it probably needs {}, for which there is no recipe here", why, service.recipe));
    }
  }
}

}  // namespace stackup
