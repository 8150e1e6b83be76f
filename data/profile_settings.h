/* profile_settings.h — what a profile says besides demand, as a hash: so that two plans can tell whether a change of
 * cost may come from changed settings.
 *
 * Of a canonical text, the same for JSON and XML, for defaults written out or left out, and for services, zones,
 * patterns, ports in any order. What a plan holds itself (tasks, reservations, runs, tags) is in no hash, and neither
 * are subnets: they choose nothing, and their free addresses change by the hour. */
#ifndef BAYPLAN_PROFILE_SETTINGS_H
#define BAYPLAN_PROFILE_SETTINGS_H

#include "data/profile.h"

/* Region, zones, limits, safety, overhead, Spot and commitments, and the daemons, which take their room from everything
 * else. */
void profile_settings_hash(const struct profile *profile, char hex[SHA256_HEX_SIZE]);

/* Architectures, network mode, host ports, places, spread, deployment, storage of one service. */
void service_settings_hash(const struct service *service, char hex[SHA256_HEX_SIZE]);

/* Architectures, network mode, places, storage, start-up, longest run of one job. */
void job_settings_hash(const struct job *job, char hex[SHA256_HEX_SIZE]);

#endif
