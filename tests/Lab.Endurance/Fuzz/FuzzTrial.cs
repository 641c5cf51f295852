using System.Diagnostics;
using System.Globalization;

namespace Lab.Endurance.Fuzz;

/// <summary>Fuzzes the parsers one after the other.</summary>
public static class FuzzTrial
{
    private const long DefaultInputs = 5_000_000;

    /// <summary>The trial.</summary>
    public static Trial Trial { get; } = new(
        "fuzz",
        "[PARSER|all] [--inputs N] [--seed S] [--minutes M]",
        "every parser takes hostile inputs with documented errors, in bounded time and memory",
        RunAsync);

    private static async Task<int> RunAsync(string[] words)
    {
        string name = words.Length > 0 && !words[0].StartsWith('-') ? words[0] : "all";
        long inputs = Option(words, "--inputs", DefaultInputs);
        int seed = (int)Option(words, "--seed", 1);
        long minutes = Option(words, "--minutes", 0);
        TimeSpan? most = minutes > 0 ? TimeSpan.FromMinutes(minutes) : null;
        bool held = true;
        foreach (FuzzTarget target in FuzzTargets.All().Where(target => name == "all" || target.Name == name))
        {
            long began = Stopwatch.GetTimestamp();
            long shown = began;
            FuzzOutcome outcome = FuzzRun.Run(target, inputs, seed, done =>
            {
                if (Stopwatch.GetElapsedTime(shown) > TimeSpan.FromSeconds(10))
                {
                    shown = Stopwatch.GetTimestamp();
                    TimeSpan left = Stopwatch.GetElapsedTime(began) * ((double)(inputs - done) / done);
                    Console.Error.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{target.Name}: {done} of {inputs}, {left:hh\\:mm\\:ss} left"));
                }
            }, most);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"| {target.Name} | {outcome.Inputs} | {seed} | {outcome.Refused} | {outcome.Slowest.TotalMilliseconds:F1} | "
                    + $"{outcome.MostBytes} | {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} | {outcome.Findings.Count} |"));
            foreach (string finding in outcome.Findings)
            {
                held = false;
                await Console.Out.WriteLineAsync($"  {finding}");
            }
        }

        return held ? 0 : 1;
    }

    private static long Option(string[] words, string option, long otherwise)
    {
        int at = Array.IndexOf(words, option);
        return at >= 0 && at + 1 < words.Length ? long.Parse(words[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
