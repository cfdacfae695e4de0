/** What a small Cassandra node for tests is told. Durable like a real one: a write is answered after the commit log is synced. */

export interface NodeSettings {
  readonly folder: string;
  /** CQL. */
  readonly port: number;
  readonly storagePort: number;
}

export const nodeYaml = ({ folder, port, storagePort }: NodeSettings): string => `
cluster_name: bastide-tests
num_tokens: 1
initial_token: 0
auto_bootstrap: false
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{ seeds: "127.0.0.1:${storagePort}" }]
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
storage_port: ${storagePort}
native_transport_port: ${port}
start_native_transport: true
data_file_directories: [${folder}/data]
commitlog_directory: ${folder}/commitlog
saved_caches_directory: ${folder}/saved_caches
hints_directory: ${folder}/hints
cdc_raw_directory: ${folder}/cdc
storage_compatibility_mode: NONE

# The default answers before the sync and may lose ten seconds; "group" makes each conditional write wait for its window.
commitlog_sync: batch
commitlog_disk_access_mode: legacy
commit_failure_policy: die
disk_failure_policy: die
paxos_variant: v2

read_request_timeout: 2000ms
range_request_timeout: 4000ms
write_request_timeout: 2000ms
cas_contention_timeout: 1800ms
truncate_request_timeout: 20000ms
request_timeout: 4000ms

# A snapshot at TRUNCATE or DROP would keep what was erased.
auto_snapshot: false
incremental_backups: false

commitlog_segment_size: 16MiB
commitlog_total_space: 128MiB
memtable_heap_space: 96MiB
memtable_offheap_space: 64MiB
key_cache_size: 8MiB
file_cache_size: 32MiB
networking_cache_size: 32MiB
native_transport_max_request_data_in_flight: 32MiB
concurrent_reads: 16
concurrent_writes: 32
concurrent_compactors: 1
compaction_throughput: 32MiB/s
column_index_size: 4KiB
`;

export const logbackXml = ({ folder }: NodeSettings): string => `<configuration>
  <appender name="F" class="ch.qos.logback.core.FileAppender"><file>${folder}/system.log</file>
    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0} - %msg%n</pattern></encoder></appender>
  <root level="INFO"><appender-ref ref="F"/></root>
</configuration>
`;

export const jvmFlags = ({ folder }: NodeSettings): string[] => [
  "-Xms256m",
  "-Xmx512m",
  "-XX:MaxDirectMemorySize=256m",
  "-XX:+UseSerialGC",
  "-Xss512k",
  "-XX:+ExitOnOutOfMemoryError",
  "-XX:+PerfDisableSharedMem",
  "-Djava.net.preferIPv4Stack=true",
  "-Djna.nosys=true",
  "-Djdk.attach.allowAttachSelf=true",
  "-Dio.netty.tryReflectionSetAccessible=true",
  "-Dio.netty.eventLoopThreads=4",
  `-Dcassandra.config=file://${folder}/conf/cassandra.yaml`,
  `-Dlogback.configurationFile=file://${folder}/conf/logback.xml`,
  `-Dcassandra.storagedir=${folder}`,
  `-Dcassandra.triggers_dir=${folder}/triggers`,
  "-Dcassandra-foreground=yes",
  "-Dcassandra.available_processors=2",
  // One node: nobody to wait for.
  "-Dcassandra.ring_delay_ms=500",
  "-Dcassandra.skip_wait_for_gossip_to_settle=0",
  "-Dcassandra.superuser_setup_delay_ms=0",
  "-Dcassandra.schema_delay_ms=0",
  // Every test has a keyspace of its own; flushing the schema tables for each statement would be most of the run. The
  // price: a killed node forgets its newest tables, a stopped one doesn't.
  "-Dcassandra.test.flush_local_schema_changes=false",
  ...EXPORTS.map((module) => `--add-exports=${module}=ALL-UNNAMED`),
  ...OPENS.map((module) => `--add-opens=${module}=ALL-UNNAMED`),
];

/** Inner parts of the JDK that Cassandra 5 reaches into. */
const EXPORTS = [
  "java.base/jdk.internal.misc",
  "java.base/java.lang.ref",
  "java.management.rmi/com.sun.jmx.remote.internal.rmi",
  "java.rmi/sun.rmi.registry",
  "java.rmi/sun.rmi.server",
  "java.sql/java.sql",
  "jdk.attach/sun.tools.attach",
  "jdk.compiler/com.sun.tools.javac.file",
  "jdk.unsupported/sun.misc",
];
const OPENS = [
  "java.base/java.io",
  "java.base/java.lang",
  "java.base/java.lang.module",
  "java.base/java.lang.reflect",
  "java.base/java.nio",
  "java.base/java.util",
  "java.base/java.util.concurrent",
  "java.base/java.util.concurrent.atomic",
  "java.base/jdk.internal.loader",
  "java.base/jdk.internal.math",
  "java.base/jdk.internal.module",
  "java.base/jdk.internal.ref",
  "java.base/jdk.internal.reflect",
  "java.base/jdk.internal.util.jar",
  "java.base/sun.nio.ch",
  "jdk.compiler/com.sun.tools.javac",
  "jdk.management/com.sun.management.internal",
];
