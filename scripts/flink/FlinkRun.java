package kinetail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Runs scripts of statements in this process, each as a job of its own, as SqlJob does; returns when all jobs are done. */
public final class FlinkRun {
  public static void main(String[] scripts) throws Exception {
    Configuration configuration = new Configuration();
    configuration.setString("parallelism.default", "1");
    List<TableResult> jobs = new ArrayList<>();
    for (String script : scripts) {
      StreamTableEnvironment tables =
          StreamTableEnvironment.create(
              StreamExecutionEnvironment.getExecutionEnvironment(configuration));
      for (String statement : SqlJob.statements(Files.readString(Path.of(script)))) {
        Matcher setting = SqlJob.SETTING.matcher(statement);
        if (setting.matches()) {
          tables.getConfig().set(setting.group(1), setting.group(2));
          continue;
        }
        TableResult result = tables.executeSql(statement);
        if (result.getJobClient().isPresent()) {
          jobs.add(result);
        }
      }
    }
    for (TableResult job : jobs) {
      job.await();
    }
    System.exit(0);
  }
}
