import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/** Reads lines of a pattern, a tab and an event; answers each with true or false: what EventBridge's matcher says. */
public final class EventRuler {
    public static void main(String[] arguments) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] question = line.split("\t", 2);
            Machine machine = new Machine();
            machine.addRule("rule", question[0]);
            System.out.println(!machine.rulesForJSONEvent(question[1]).isEmpty());
        }
    }
}
