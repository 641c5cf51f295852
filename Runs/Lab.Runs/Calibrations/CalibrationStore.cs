using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lab.Runs.Calibrations;

/// <summary>The calibrations of all benches: a folder with a JSON file for each. Nothing is ever overwritten by a later one; of each
/// bench and name the one that came into force last counts.</summary>
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

    /// <summary>All calibrations with their identifiers, oldest first.</summary>
    /// <exception cref="RunException">A file is not a calibration.</exception>
    public IReadOnlyList<(string Id, CalibrationRecord Record)> List() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file => (Path.GetFileNameWithoutExtension(file), Read(file)))]
        : [];

    /// <summary>The calibrations that a bench has.</summary>
    /// <param name="bench">The bench's name.</param>
    /// <param name="simulated">Whether it is made of twins, which have calibrations of their own.</param>
    /// <param name="now">The moment.</param>
    /// <exception cref="RunException">A file is not a calibration.</exception>
    public CalibrationsInForce Of(string bench, bool simulated, DateTimeOffset now) => new(
        [
            .. List().Select(entry => entry.Record)
                .Where(record => record.Bench == bench && record.Simulated == simulated)
                .OrderByDescending(record => record.InForceSince),
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

        Write(id, record);
        return id;
    }

    /// <summary>Puts a calibration in force again, in the place of a later one.</summary>
    /// <exception cref="RunException">There is none with this identifier, or several begin with it.</exception>
    public CalibrationRecord Use(string id, DateTimeOffset now) => Change(id, record => record with { InForceSince = now });

    /// <summary>Lets a calibration end now.</summary>
    /// <exception cref="RunException">There is none with this identifier, or several begin with it.</exception>
    public CalibrationRecord Expire(string id, DateTimeOffset now) => Change(id, record => record with { ValidUntil = now });

    /// <summary>One calibration.</summary>
    /// <param name="id">Its identifier, or the beginning of it.</param>
    /// <exception cref="RunException">There is none with this identifier, or several begin with it.</exception>
    public (string Id, CalibrationRecord Record) Get(string id)
    {
        (string Id, CalibrationRecord Record)[] found = [.. List().Where(entry => entry.Id.StartsWith(id, StringComparison.Ordinal))];
        return found.Where(entry => entry.Id == id).Concat(found).ToArray() switch
        {
            [] => throw new RunException($"There is no calibration '{id}' in '{folder}'; 'lab calibrations list' shows them."),
            [var only] => only,
            [var exact, ..] when exact.Id == id => exact,
            [.. var several] => throw new RunException($"'{id}' is the beginning of {several.Length} calibrations: {string.Join(", ", several.Select(entry => entry.Id))}."),
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
            return isWhole ? record! : throw new RunException($"'{file}' is no calibration: something is missing in it. Move it elsewhere.");
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
            if (new FileInfo(file).Length > MostBytes)
            {
                throw new RunException($"'{file}' has more than {MostBytes >> 20} MiB and is no calibration; move it elsewhere.");
            }

            return FromJson(File.ReadAllText(file), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{file}' cannot be read as a calibration: {error.Message}");
        }
    }

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
            string temporary = $"{FileOf(id)}.new";
            File.WriteAllText(temporary, ToJson(record) + "\n");
            File.Move(temporary, FileOf(id), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The calibration '{record.Name}' cannot be written to '{folder}': {error.Message}");
        }
    }

    private string FileOf(string id) => Path.Combine(folder, $"{id}.json");
}
