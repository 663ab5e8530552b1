// Reads CSV as Spark does, with univocity-parsers: the settings that Spark makes of its options, and what it does with them.
// The options come as arguments, name=value, percent-encoded; the files, gzipped, one a line, from standard input. A row is a
// line of fields: `-` for NULL, else the text in Base64 after a `+`. A line `.` ends a file.
// java -cp univocity-parsers.jar spark.java header=true multiLine=true...
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.*;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

class Spark {
	static final Map<String, String> options = new HashMap<>();

	static char character(String name, char otherwise) {
		String value = options.get(name);
		return value == null ? otherwise : value.isEmpty() ? '\0' : value.charAt(0);
	}

	static boolean flag(String name) {
		return Boolean.parseBoolean(options.get(name));
	}

	static CsvParserSettings settings() {
		CsvParserSettings settings = new CsvParserSettings();
		settings.getFormat().setDelimiter(options.getOrDefault("delimiter", ","));
		settings.getFormat().setQuote(character("quote", '"'));
		settings.getFormat().setQuoteEscape(character("escape", '\\'));
		settings.setCommentProcessingEnabled(false);
		settings.setIgnoreLeadingWhitespaces(flag("ignoreLeadingWhiteSpace"));
		settings.setIgnoreTrailingWhitespaces(flag("ignoreTrailingWhiteSpace"));
		settings.setReadInputOnSeparateThread(false);
		settings.setMaxColumns(20480);
		settings.setMaxCharsPerColumn(-1);
		settings.setNullValue(options.getOrDefault("nullValue", ""));
		settings.setEmptyValue(options.getOrDefault("emptyValue", ""));
		settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.STOP_AT_DELIMITER);
		settings.setLineSeparatorDetectionEnabled(flag("multiLine"));
		return settings;
	}

	static List<String[]> rows(InputStream file) throws IOException {
		CsvParser parser = new CsvParser(settings());
		if (flag("multiLine"))
			return parser.parseAll(file, "UTF-8");
		List<String[]> rows = new ArrayList<>();
		for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\r\n|\r|\n"))
			rows.add(parser.parseLine(line));
		return rows;
	}

	static String field(String token) {
		if (token == null || token.equals(options.getOrDefault("nullValue", "")))
			return "-";
		return "+" + Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
	}

	public static void main(String[] arguments) throws IOException {
		for (String argument : arguments) {
			String[] parts = argument.split("=", 2);
			options.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
		}
		BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, "US-ASCII");
		for (String name; (name = names.readLine()) != null;) {
			List<String[]> rows;
			try (InputStream file = new GZIPInputStream(new FileInputStream(name))) {
				rows = rows(file);
			}
			for (String[] row : rows.subList(flag("header") ? 1 : 0, rows.size()))
				out.println(Arrays.stream(row).map(Spark::field).collect(Collectors.joining(" ")));
			out.println(".");
		}
		out.flush();
	}
}
