// Which addresses the panel calls for somebody else. An address that a person types into a form
// must not make the panel ask its own machine, the network around it or the cloud's metadata
// service, which trust whoever stands where the panel stands. What counts is the address that is
// about to be connected to, not the name: a name may answer differently each time it is asked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/http/client.h"

namespace mirante::http {

/// How far an address is from what everybody can reach.
enum class Closed : std::uint8_t {
  no,        // An address of the public internet.
  inside,    // Of this machine or of a network of somebody's own.
  metadata,  // Link-local, and where clouds answer their servers: gives credentials away.
};

/// `address` as text, without a port. IPv4 that is written in IPv6 (mapped, NAT64, 6to4, ISATAP) is
/// judged as IPv4; of IPv6 only what is given out to the public is open. What is no address is
/// inside.
Closed how_closed(std::string_view address);

/// Lets a client connect to public addresses alone. `configured`: what the operator wrote into the
/// panel's own configuration and therefore may lie inside, but never among the metadata.
DestinationJudge only_public(std::vector<Place> configured = {});

}  // namespace mirante::http
