// Package parquet holds what every reader and writer of Parquet files needs to know
// of the format, and nothing of tables: the numbers that name types, encodings and
// codecs (format.go), the metadata in Thrift's compact protocol (thrift.go,
// write.go, meta.go, page.go), the two encodings that pack bits (hybrid.go,
// delta.go) and the codecs (codec.go).
//
// A file is the word Magic, pages, the footer, its length in four bytes and Magic
// again. To read one, make a Reader of the footer's bytes and walk its structures
// with Fields; a schema is a list of Element, a row group is read by Group. Before
// each page stands a PageHead. What follows it is taken apart with Decompress,
// Hybrid (levels, and codes of a dictionary) and Delta (whole numbers, and lengths
// of texts). The Append functions write the same.
//
// All bytes are taken for somebody else's. Nothing here panics on them, loops for
// longer than they are, or makes room for what they only claim: the decoders fill
// slices of the caller, who holds the sizes of a head against limits of his own.
// Errors say what is wrong and never a value.
//
// The format: https://parquet.apache.org/docs/file-format/ and
// https://github.com/apache/parquet-format (parquet.thrift, Encodings.md).
package parquet
