using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lab.Instruments.Files;
using Lab.Runs.Records;

namespace Lab.Runs.Analyses;

/// <summary>The later analyses of a run, each in a folder of its own in the run's folder; the first one stays as it is.</summary>
public static class RepeatedAnalyses
{
    private const string Stem = "analysis-";
    private const string FileName = "analysis.json";
    private const int First = 2;
    private const int MostBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
    };

    /// <summary>The later analyses of a run, by number.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="RunException">One of them cannot be read.</exception>
    public static IReadOnlyList<RepeatedAnalysis> List(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return
        [
            .. Directory.GetDirectories(run.FullPath, $"{Stem}*")
                .Where(folder => File.Exists(Path.Combine(folder, FileName)))
                .Select(Read)
                .OrderBy(analysis => analysis.Number),
        ];
    }

    /// <summary>The analysis of a number.</summary>
    /// <param name="run">The run.</param>
    /// <param name="number">The number, from 2.</param>
    /// <exception cref="RunException">There is none, or it cannot be read.</exception>
    public static RepeatedAnalysis Get(RunFolder run, int number)
    {
        IReadOnlyList<RepeatedAnalysis> all = List(run);
        return all.FirstOrDefault(analysis => analysis.Number == number)
            ?? throw new RunException(
                string.Create(CultureInfo.InvariantCulture, $"The run '{run.Name}' has no analysis {number}; ")
                + (all.Count == 0 ? "'lab runs analyse' makes one."
                    : $"there are 1 and {string.Join(", ", all.Select(analysis => analysis.Number))}."));
    }

    /// <summary>The folder of an analysis.</summary>
    /// <param name="run">The run.</param>
    /// <param name="number">The number, from 2.</param>
    public static string FolderOf(RunFolder run, int number)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Path.Combine(run.FullPath, string.Create(CultureInfo.InvariantCulture, $"{Stem}{number}"));
    }

    /// <summary>Keeps an analysis beside those that are there.</summary>
    /// <param name="run">The run.</param>
    /// <param name="analysis">The analysis, whose number is given here.</param>
    /// <returns>The analysis with its number.</returns>
    /// <exception cref="RunException">The run's folder cannot be written.</exception>
    public static RepeatedAnalysis Keep(RunFolder run, RepeatedAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        try
        {
            for (int number = First; ; number++)
            {
                string folder = FolderOf(run, number);
                string file = Path.Combine(folder, FileName);
                if (Directory.Exists(folder))
                {
                    continue;
                }

                Directory.CreateDirectory(folder);
                RepeatedAnalysis kept = analysis with { Number = number };
                WholeFile.WriteText(file, JsonSerializer.Serialize(kept, Json) + "\n");
                return kept;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"The analysis cannot be kept in '{run.FullPath}': {error.Message} Name another folder with --output.", error);
        }
    }

    /// <summary>Writes an analysis to a folder of its own choice.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="analysis">The analysis.</param>
    /// <exception cref="RunException">It cannot be written.</exception>
    public static void Write(string folder, RepeatedAnalysis analysis)
    {
        try
        {
            WholeFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(analysis, Json) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{folder}' cannot be written: {error.Message}", error);
        }
    }

    private static RepeatedAnalysis Read(string folder)
    {
        string file = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize<RepeatedAnalysis>(PlainFile.ReadText(file, MostBytes), Json)
                ?? throw new RunException($"'{file}' is empty.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RunException($"'{file}' cannot be read as an analysis: {error.Message}", error);
        }
    }
}
