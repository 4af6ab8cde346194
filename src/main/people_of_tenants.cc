#include "main/people_of_tenants.h"

#include "features/identity/tenant_store.h"
#include "features/identity/user_store.h"

namespace mirante {
namespace {

notices::Language language_of(const identity::User& user) {
  return user.language == identity::Language::english ? notices::Language::english
                                                      : notices::Language::portuguese;
}

}  // namespace

notices::People people_of_tenants() {
  return {.find = [](sql::Snapshot& snapshot, TenantId tenant,
                     const std::string& address) -> std::optional<notices::People::Person> {
            const auto user = identity::find_user_by_email(snapshot, address);
            // Whoever belongs to another company is a stranger here.
            if (!user || !identity::find_membership(snapshot, tenant, user->id))
              return std::nullopt;
            return notices::People::Person{.name = user->name, .language = language_of(*user)};
          },
          .admins =
              [](sql::Snapshot& snapshot, TenantId tenant) {
                std::vector<std::string> addresses;
                for (const auto& member : identity::list_members(snapshot, tenant))
                  if (member.membership.role == identity::Role::admin)
                    addresses.push_back(member.user.email);
                return addresses;
              },
          .company =
              [](sql::Snapshot& snapshot, TenantId tenant) {
                const auto found = identity::find_tenant(snapshot, tenant);
                return found ? found->name : std::string("Mirante");
              }};
}

}  // namespace mirante
