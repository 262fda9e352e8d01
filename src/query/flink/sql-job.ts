/** Group of the runtime properties that the job reads. */
export const PROPERTY_GROUP = 'kinetail'

/** The class that runs the statements of `job.sql`. `npm run flink` compiles and starts it, too. */
export const SQL_JOB: string = `package kinetail;

import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Runs the statements of job.sql. What stands in it as \${name} is a runtime property, or one of job.properties. */
public final class SqlJob {
  static final Pattern SETTING = Pattern.compile("SET '([^']+)' = '([^']+)'");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\\\$\\\\{([\\\\w.]+)}");

  public static void main(String[] args) throws IOException {
    StreamTableEnvironment tables =
        StreamTableEnvironment.create(StreamExecutionEnvironment.getExecutionEnvironment());
    for (String statement : statements(withProperties(resource("/job.sql"), properties()))) {
      Matcher setting = SETTING.matcher(statement);
      if (setting.matches()) {
        tables.getConfig().set(setting.group(1), setting.group(2));
      } else {
        tables.executeSql(statement);
      }
    }
  }

  private static Properties properties() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = SqlJob.class.getResourceAsStream("/job.properties")) {
      properties.load(in);
    }
    Properties given = KinesisAnalyticsRuntime.getApplicationProperties().get("${PROPERTY_GROUP}");
    if (given != null) {
      properties.putAll(given);
    }
    return properties;
  }

  private static String withProperties(String script, Properties properties) {
    StringBuilder filled = new StringBuilder();
    Matcher found = PLACEHOLDER.matcher(script);
    while (found.find()) {
      String value = properties.getProperty(found.group(1));
      if (value == null) {
        throw new IllegalArgumentException("The property " + found.group(1) + " is not set.");
      }
      found.appendReplacement(filled, Matcher.quoteReplacement(value.replace("'", "''")));
    }
    return found.appendTail(filled).toString();
  }

  /** A statement ends with a semicolon at the end of a line, outside of strings and of a statement set. */
  static List<String> statements(String script) {
    List<String> all = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : script.split("\\n")) {
      if (statement.length() == 0 && (line.isBlank() || line.startsWith("--"))) {
        continue;
      }
      statement.append(line).append('\\n');
      String text = statement.toString().strip();
      boolean inString = text.chars().filter(c -> c == '\\'').count() % 2 == 1;
      boolean inSet = text.startsWith("EXECUTE STATEMENT SET") && !line.strip().equals("END;");
      if (text.endsWith(";") && !inString && !inSet) {
        all.add(text.substring(0, text.length() - 1));
        statement.setLength(0);
      }
    }
    return all;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = SqlJob.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
`
