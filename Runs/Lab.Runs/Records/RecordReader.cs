using System.Globalization;
using Lab.Instruments.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Lab.Runs.Records;

/// <summary>Opens the record of a run to read it, wherever it lies. Nothing is ever written to it: a finished record is one file,
/// which may lie in an archive, on a share, or belong to another user.</summary>
internal static class RecordReader
{
    // How long a reader waits for a program that holds a record.
    private const int PatienceSeconds = 10;

    // Endings of what a process that was killed leaves beside a database.
    private static readonly string[] Journals = ["-wal", "-journal"];

    /// <summary>Reads something from a record.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="read">Reads from the open database.</param>
    /// <exception cref="RunException">There is no record, it is not one of Lab's, or another program holds it.</exception>
    public static T Read<T>(string folder, Func<SqliteConnection, T> read)
    {
        string file = Path.Combine(folder, PointStore.FileName);
        Require(folder, file);
        try
        {
            // Without a log beside it nothing is under way: SQLite then needs no files of its own, and no right to write.
            bool isWhole = !Journals.Any(ending => File.Exists(file + ending));
            try
            {
                return Read($"{Uri(file)}{(isWhole ? "?immutable=1" : string.Empty)}", SqliteOpenMode.ReadOnly, read);
            }
            catch (SqliteException error) when (!isWhole && error.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY)
            {
                // A log of a run that was killed, where its index can be neither read nor made.
                return ReadCopy(file, read);
            }
        }
        catch (SqliteException error) when (RecordStatements.IsBusy(error.SqliteErrorCode))
        {
            throw new RunException(
                $"'{file}' cannot be read now: {FileHolders.Describe(file)} holds it. Close it there, and try again.", error);
        }
        catch (Exception error)
            when (error is SqliteException or InvalidOperationException or InvalidCastException or ArgumentException
                or OverflowException or IOException
                or UnauthorizedAccessException)
        {
            // Beside SQLite's own errors, those of cells that hold NULL or another type than Lab's, of columns twice, and of
            // counts.
            throw new RunException($"'{file}' cannot be read as the record of a run: {error.Message}", error);
        }
    }

    /// <summary>Refuses a folder without a record.</summary>
    /// <exception cref="RunException">There is none, or what is there is no file.</exception>
    public static void Require(string folder, string file)
    {
        if (!File.Exists(file))
        {
            throw new RunException(
                $"'{folder}' holds no {PointStore.FileName}: the run has no record of points. Give the folder of a run.");
        }

        try
        {
            PlainFile.Require(file);
        }
        catch (IOException error)
        {
            throw new RunException($"'{folder}' holds no record of points: {error.Message}", error);
        }
    }

    private static T Read<T>(string source, SqliteOpenMode mode, Func<SqliteConnection, T> read)
    {
        Batteries_V2.Init();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = PatienceSeconds,
        }.ToString());
        connection.Open();
        using SqliteCommand safety = connection.CreateCommand();
        safety.CommandText = "PRAGMA trusted_schema=OFF";
        safety.ExecuteNonQuery();
        return read(connection);
    }

    private static T ReadCopy<T>(string file, Func<SqliteConnection, T> read)
    {
        string copies = Directory.CreateTempSubdirectory("lab-record-").FullName;
        try
        {
            string copy = Path.Combine(copies, PointStore.FileName);
            foreach (string ending in Journals.Where(ending => File.Exists(file + ending)).Prepend(string.Empty))
            {
                using FileStream from = new(
                    file + ending, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using FileStream to = new(copy + ending, FileMode.Create, FileAccess.Write);
                from.CopyTo(to);
            }

            return Read(copy, SqliteOpenMode.ReadWrite, read); // the copy is brought up to date
        }
        finally
        {
            Directory.Delete(copies, recursive: true);
        }
    }

    // Folders and files may have any name; in a URI, percent, question mark and number sign mean something else.
    private static string Uri(string file)
    {
        string path = Path.GetFullPath(file);
        string[] parts = (OperatingSystem.IsWindows() ? "/" + path.Replace('\\', '/') : path).Split('/');
        return "file:" + string.Join('/', parts.Select((part, i) => i == 0 ? part : System.Uri.EscapeDataString(part)));
    }
}
