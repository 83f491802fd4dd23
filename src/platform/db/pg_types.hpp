// Numbers of PostgreSQL's own types, fixed since its beginnings (the server's pg_type.dat).
#pragma once

#include <libpq-fe.h>

namespace muster::db::pg {

inline constexpr Oid kUnknown = 0;  // the server decides
inline constexpr Oid kBool = 16;
inline constexpr Oid kBytea = 17;
inline constexpr Oid kName = 19;
inline constexpr Oid kInt8 = 20;
inline constexpr Oid kInt2 = 21;
inline constexpr Oid kInt4 = 23;
inline constexpr Oid kText = 25;
inline constexpr Oid kFloat4 = 700;
inline constexpr Oid kFloat8 = 701;
inline constexpr Oid kUnknownText = 705;  // a literal that nothing gave a type
inline constexpr Oid kBpchar = 1042;
inline constexpr Oid kVarchar = 1043;
inline constexpr Oid kNumeric = 1700;

}  // namespace muster::db::pg
