using System.Diagnostics;

namespace Lab.Endurance.Fuzz;

/// <summary>Gives many inputs to a parser and looks at what it does, how long it takes and how much memory.</summary>
public static class FuzzRun
{
    /// <summary>More findings than this are more of the same.</summary>
    private const int MostFindings = 10;

    private const int Attempts = 3;

    // Far above what the slowest good input takes, far below a hang; machines do pause.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    /// <summary>Fuzzes.</summary>
    /// <param name="target">The parser.</param>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="seed">Seed of the inputs.</param>
    /// <param name="progress">Told every so often how many inputs are done; may be <see langword="null"/>.</param>
    /// <param name="mostTime">The time after which it ends with fewer; <see langword="null"/> for none.</param>
    public static FuzzOutcome Run(
        FuzzTarget target, long inputs, int seed, Action<long>? progress = null, TimeSpan? mostTime = null)
    {
        long started = Stopwatch.GetTimestamp();
        var generator = new InputGenerator(target, new Random(seed));
        var findings = new List<string>();
        long refused = 0;
        long mostBytes = 0;
        TimeSpan slowest = TimeSpan.Zero;
        foreach (byte[] good in target.Corpus)
        {
            target.Feed(good); // compiles what is compiled once, so that it does not count as an input's time or memory
        }

        long done = 0;
        while (done < inputs && findings.Count < MostFindings)
        {
            byte[] input = generator.Next();
            long bytesBefore = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            try
            {
                refused += target.Feed(input) ? 0 : 1;
            }
            catch (Exception error)
            {
                findings.Add(
                    $"{error.GetType().Name}: {error.Message} at {error.StackTrace?.Split('\n')[0].Trim()} "
                        + $"[{Convert.ToHexString(input)}]");
            }

            TimeSpan took = Stopwatch.GetElapsedTime(began);
            long bytes = GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
            if (took > MostTime)
            {
                took = TimeAgain(target, input);
            }

            slowest = took > slowest ? took : slowest;
            mostBytes = Math.Max(mostBytes, bytes);
            if (took > MostTime || bytes > target.MostBytes)
            {
                findings.Add($"{took.TotalMilliseconds:F0} ms and {bytes} bytes for [{Convert.ToHexString(input)}]");
            }

            if (++done % 4096 == 0)
            {
                progress?.Invoke(done);
                if (Stopwatch.GetElapsedTime(started) > mostTime)
                {
                    break;
                }
            }
        }

        return new FuzzOutcome(done, refused, slowest, mostBytes, findings);
    }

    // A machine that is busy halts a program of low priority for seconds; an input that is slow is so each time.
    private static TimeSpan TimeAgain(FuzzTarget target, byte[] input)
    {
        TimeSpan least = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > MostTime; attempt++)
        {
            long began = Stopwatch.GetTimestamp();
            try
            {
                target.Feed(input);
            }
            catch (Exception)
            {
                return TimeSpan.Zero; // the first time has told of it
            }

            TimeSpan took = Stopwatch.GetElapsedTime(began);
            least = took < least ? took : least;
        }

        return least;
    }
}
