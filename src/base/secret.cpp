#include "base/secret.hpp"

#include <cstring>

namespace muster {

Secret::~Secret() {
  // explicit_bzero is kept by the optimiser, where memset before the end of life is not.
  if (!value_.empty()) ::explicit_bzero(value_.data(), value_.size());
}

}  // namespace muster
