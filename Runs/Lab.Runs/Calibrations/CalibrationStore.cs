using System.Text.Json;
using System.Text.RegularExpressions;
using Lab.Instruments.Files;
using Lab.Runs.Records;

namespace Lab.Runs.Calibrations;

/// <summary>The calibrations of all benches: a folder with a JSON file for each. Nothing is ever overwritten by a later one; of
/// each bench and name the calibration that came into force last counts, in an order of its own: the computer's clock may have
/// been wrong.</summary>
public sealed partial class CalibrationStore
{
    private const long MostBytes = 16 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string folder;

    /// <summary>Opens the store.</summary>
    /// <param name="folder">Its folder; made with the first calibration.</param>
    public CalibrationStore(string folder) => this.folder = folder;

    /// <summary>All calibrations with their identifiers, in the order in which they came into force.</summary>
    /// <exception cref="RunException">A file is not a calibration.</exception>
    public IReadOnlyList<(string Id, CalibrationRecord Record)> List() => Directory.Exists(folder)
        ?
        [
            .. Directory.EnumerateFiles(folder, "*.json")
                .Select(file => (Id: Path.GetFileNameWithoutExtension(file), Record: Read(file)))
                .OrderBy(entry => entry.Record.Order).ThenBy(entry => entry.Record.InForceSince).ThenBy(
                    entry => entry.Id, StringComparer.Ordinal),
        ]
        : [];

    /// <summary>The state of a calibration among all: <c>in force</c>, <c>superseded</c> or <c>expired</c>; the same order
    /// decides which a run takes.</summary>
    /// <param name="id">Its identifier.</param>
    /// <param name="all">All calibrations, as <see cref="List"/> gives them.</param>
    /// <param name="now">The moment.</param>
    public static string StateOf(string id, IReadOnlyList<(string Id, CalibrationRecord Record)> all, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(all);
        CalibrationRecord record = all.Single(entry => entry.Id == id).Record;
        bool isLast = all.Last(entry => IsOfOneKind(entry.Record, record)).Id == id;
        return record.HasExpired(now) ? "expired" : isLast ? "in force" : "superseded";
    }

    /// <summary>The calibrations that a bench has.</summary>
    /// <param name="bench">The bench's name.</param>
    /// <param name="simulated">Whether it is made of twins, which have calibrations of their own.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="RunException">A file is not a calibration.</exception>
    public CalibrationsInForce Of(string bench, bool simulated, DateTimeOffset now) => new(
        [
            .. List().Select(entry => entry.Record)
                .Where(record => record.Bench == bench && record.Simulated == simulated)
                .Reverse(), // the last one of a name comes first
        ],
        now);

    /// <summary>Adds a calibration.</summary>
    /// <returns>Its identifier.</returns>
    /// <exception cref="RunException">It cannot be written.</exception>
    public string Add(CalibrationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        string wanted = $"{record.InForceSince.UtcDateTime:yyyyMMdd-HHmmss}-{Unsuitable().Replace(record.Name, "-")}";
        string id = wanted;
        for (int number = 2; File.Exists(FileOf(id)); number++)
        {
            id = $"{wanted}-{number}";
        }

        Write(id, record with { Order = NextOrder() });
        return id;
    }

    /// <summary>Keeps a calibration that a run left; once, however often the run is analysed.</summary>
    /// <returns>Its identifier.</returns>
    /// <exception cref="RunException">It cannot be written.</exception>
    public string Keep(CalibrationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        (string Id, CalibrationRecord Record) kept = List().LastOrDefault(entry => IsOfOneKind(entry.Record, record)
            && entry.Record.Source == record.Source);
        return kept.Id ?? Add(record);
    }

    /// <summary>Puts a calibration in force again, in the place of a later one.</summary>
    /// <exception cref="RunException">There is none with this identifier, several begin with it, or it has expired.</exception>
    public CalibrationRecord Use(string id, DateTimeOffset now) => Change(id, record => record.HasExpired(now)
        ? throw new RunException(
            $"'{record.Name}' from {record.Source} expired at {record.ValidUntil:yyyy-MM-dd HH:mm} (UTC) and cannot be put in "
                + "force again. Make it anew with the protocol that made it.")
        : record with { InForceSince = now, Order = NextOrder() });

    /// <summary>Lets a calibration end now.</summary>
    /// <exception cref="RunException">There is none with this identifier, several begin with it,
    /// or it has expired before.</exception>
    public CalibrationRecord Expire(string id, DateTimeOffset now) => Change(id, record => record.HasExpired(now)
        ? throw new RunException(
            $"'{record.Name}' from {record.Source} has expired already, at {record.ValidUntil:yyyy-MM-dd HH:mm} (UTC).")
        : record with { ValidUntil = now });

    /// <summary>One calibration.</summary>
    /// <param name="id">Its identifier, or the beginning of it.</param>
    /// <exception cref="RunException">There is none with this identifier, or several begin with it.</exception>
    public (string Id, CalibrationRecord Record) Get(string id)
    {
        (string Id, CalibrationRecord Record)[] found =
            [.. List().Where(entry => entry.Id.StartsWith(id, StringComparison.Ordinal))];
        return found.Where(entry => entry.Id == id).Concat(found).ToArray() switch
        {
            [] => throw new RunException($"There is no calibration '{id}' in '{folder}'; 'lab calibrations list' shows them."),
            [var only] => only,
            [var exact, ..] when exact.Id == id => exact,
            [.. var several] => throw new RunException(
                $"'{id}' is the beginning of {several.Length} calibrations: "
                    + $"{string.Join(", ", several.Select(entry => entry.Id))}."),
        };
    }

    /// <summary>A calibration as it is stored.</summary>
    public static string ToJson(CalibrationRecord record) => JsonSerializer.Serialize(record, Json);

    /// <summary>Reads a stored calibration.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="RunException">It is none.</exception>
    public static CalibrationRecord FromJson(string json, string file)
    {
        try
        {
            CalibrationRecord? record = JsonSerializer.Deserialize<CalibrationRecord>(json, Json);
            bool isWhole = record is { Name: not null, Unit: not null, Source: not null, Bench: not null, Curves: not null }
                && double.IsFinite(record.Value) && record.Curves.Values.All(curve => curve is not null);
            return isWhole
                ? record!
                : throw new RunException($"'{file}' is no calibration: something is missing in it. Move it elsewhere.");
        }
        catch (JsonException error)
        {
            throw new RunException($"'{file}' cannot be read as a calibration: {error.Message} Move it elsewhere.");
        }
    }

    [GeneratedRegex("[^a-zA-Z0-9_]+")]
    private static partial Regex Unsuitable();

    private static CalibrationRecord Read(string file)
    {
        try
        {
            return FromJson(PlainFile.ReadText(file, MostBytes), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{file}' cannot be read as a calibration: {error.Message} Move it elsewhere.");
        }
    }

    private static bool IsOfOneKind(CalibrationRecord one, CalibrationRecord other) =>
        one.Name == other.Name && one.Bench == other.Bench && one.Simulated == other.Simulated;

    // Those of earlier versions have none, and came into force before.
    private long NextOrder() =>
        List().Select(entry => entry.Record.Order).DefaultIfEmpty().Max() is var last && last < long.MaxValue ? last + 1 : last;

    private CalibrationRecord Change(string id, Func<CalibrationRecord, CalibrationRecord> change)
    {
        (string found, CalibrationRecord record) = Get(id);
        CalibrationRecord changed = change(record);
        Write(found, changed);
        return changed;
    }

    private void Write(string id, CalibrationRecord record)
    {
        try
        {
            Directory.CreateDirectory(folder);
            WholeFile.WriteText(FileOf(id), ToJson(record) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The calibration '{record.Name}' cannot be written to '{folder}': {error.Message}");
        }
    }

    private string FileOf(string id) => Path.Combine(folder, $"{id}.json");
}
