/* wide.h — 128-bit integers, for products of two 64-bit ones. */
#ifndef BAYPLAN_BASE_WIDE_H
#define BAYPLAN_BASE_WIDE_H

__extension__ typedef __int128 int128;

#endif
