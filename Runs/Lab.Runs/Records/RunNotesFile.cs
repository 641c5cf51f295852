using System.Text.Json;
using Lab.Instruments.Files;

namespace Lab.Runs.Records;

/// <summary>Reads and changes <c>notes.json</c> in the folder of a run.</summary>
internal static class RunNotesFile
{
    private const string FileName = "notes.json";
    private const string LockName = "notes.lock";
    private const int MostBytes = 4 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
    };

    /// <summary>The notes and tags of a run; none where the file is not there.</summary>
    /// <exception cref="RunException">The file is not one of Lab's.</exception>
    public static RunNotes Read(string folder)
    {
        string file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            return RunNotes.None;
        }

        try
        {
            return JsonSerializer.Deserialize<RunNotes>(PlainFile.ReadText(file, MostBytes), Json) ?? RunNotes.None;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RunException(
                $"'{file}' cannot be read as the notes of a run: {error.Message} Mend it, or move it away.", error);
        }
    }

    /// <summary>Replaces the notes and tags as a whole. Two commands at once do not lose each other's change: the second one is
    /// refused.</summary>
    /// <exception cref="RunException">The folder cannot be written, or another program writes notes.</exception>
    public static RunNotes Change(string folder, Func<RunNotes, RunNotes> change)
    {
        try
        {
            using var turn = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                FileShare.None, 1, FileOptions.DeleteOnClose);
            RunNotes notes = change(Read(folder));
            WholeFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(notes, Json) + "\n");
            return notes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"The notes of '{folder}' cannot be written: {error.Message} Where the folder is read-only, copy it to where it "
                    + "can be written.", error);
        }
    }
}
