package clickhouse

import "strings"

// Settings reach the engine only if they are listed here: what bounds, tunes or gives meaning to a query. Those that would open files,
// hide a query from cancellation (log_comment) or change who may do what are left out on purpose.
var allowedSettings = set(`
	additional_table_filters alter_sync asterisk_include_alias_columns asterisk_include_materialized_columns
	aggregate_functions_null_for_empty apply_mutations_on_fly cast_keep_nullable check_query_single_value_result
	count_distinct_implementation data_type_default_nullable date_time_input_format date_time_output_format
	deduplicate_blocks_in_dependent_materialized_views describe_compact_output describe_include_subcolumns dialect
	do_not_merge_across_partitions_select_final empty_result_for_aggregation_by_empty_set exact_rows_before_limit extremes
	final flatten_nested formatdatetime_parsedatetime_m_is_month_name fsync_metadata group_by_overflow_mode group_by_use_nulls
	idle_connection_timeout insert_deduplicate insert_deduplication_token insert_distributed_sync insert_null_as_default
	insert_quorum insert_quorum_parallel insert_quorum_timeout interval_output_format join_algorithm join_any_take_last_row
	join_default_strictness join_overflow_mode join_use_nulls lightweight_deletes_sync lightweight_delete_mode limit local_filesystem_read_method
	lock_acquire_timeout materialize_ttl_after_modify max_ast_depth max_ast_elements max_block_size max_bytes_before_external_group_by
	max_bytes_before_external_sort max_columns_to_read max_execution_time max_expanded_ast_elements max_final_threads
	max_insert_block_size max_insert_block_size_bytes max_insert_threads max_memory_usage max_parser_depth max_partitions_per_insert_block
	max_query_size max_read_buffer_size max_result_bytes max_result_rows max_rows_to_group_by max_streams_for_merge_tree_reading
	max_temporary_columns max_threads memory_overcommit_ratio_denominator min_execution_speed min_insert_block_size_bytes
	min_insert_block_size_rows mutations_sync normalize_function_names offset optimize_on_insert output_format_native_encode_types_in_binary_format
	parallel_view_processing prefer_column_name_to_alias preferred_block_size_bytes priority query_plan_enable_optimizations
	read_in_order_two_level_merge_threshold read_overflow_mode replication_wait_for_inactive_replica_timeout result_overflow_mode
	select_sequential_consistency send_timeout receive_timeout session_timezone set_overflow_mode short_circuit_function_evaluation
	skip_unavailable_shards sort_overflow_mode timeout_before_checking_execution_speed timeout_overflow_mode totals_mode
	transform_null_in union_default_mode update_insert_deduplication_token_in_dependent_materialized_views validate_polygons
	wait_for_async_insert wait_for_async_insert_timeout async_insert async_insert_busy_timeout_ms async_insert_deduplicate
	async_insert_max_data_size compatibility convert_query_to_cnf distinct_overflow_mode transfer_overflow_mode
`)

// allowedPrefixes are families of settings of which all may be set.
var allowedPrefixes = []string{
	"allow_experimental_", "allow_suspicious_", "async_insert_", "bool_", "cross_", "distributed_", "enable_", "format_csv_", "force_", "input_format_",
	"join_", "load_balancing", "max_bytes_", "max_rows_", "merge_tree_", "optimize_", "output_format_", "parallel_", "partial_", "prefer_",
	"query_plan_", "text_index_", "use_skip_indexes", "use_query_cache", "use_query_condition_cache", "query_cache_", "vector_search_",
}

// ignoredSettings mean something to a server with a network of its own, and nothing here; clients send them by habit.
var ignoredSettings = set(`
	buffer_size connect_timeout connect_timeout_with_failover_ms http_connection_timeout http_headers_progress_interval_ms
	http_max_uri_size http_native_compression_disable_checksumming_on_decompress http_receive_timeout http_send_timeout
	http_response_buffer_size http_wait_end_of_query http_write_exception_in_output_format http_zlib_compression_level
	network_zstd_compression_level output_format_parallel_formatting send_logs_level send_progress_in_http_headers
	session_check session_id_timeout client_name client_version log_queries log_query_threads log_profile_events quota_key stacktrace
`)

func settingAllowed(name string) bool {
	if allowedSettings[name] {
		return true
	}
	for _, p := range allowedPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

func set(names string) map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(names) {
		m[n] = true
	}
	return m
}
