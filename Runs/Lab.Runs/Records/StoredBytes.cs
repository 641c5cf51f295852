using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Lab.Runs.Records;

/// <summary>The bytes that a record has, out of which all that is read has to come. A column that was added to a table with a
/// value for all its rows takes no bytes, and would make gigabytes of a small file.</summary>
internal sealed class StoredBytes
{
    private readonly long all;
    private long left;

    /// <summary>Counts the bytes of a database, its log included.</summary>
    public StoredBytes(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        all = left = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Takes bytes for something that is read.</summary>
    /// <exception cref="InvalidOperationException">More is read than there are bytes.</exception>
    public void Take(long count)
    {
        left -= count;
        if (left < 0)
        {
            throw new InvalidOperationException(
                $"its tables give more than the {all} bytes that it has, which no run of Lab leaves.");
        }
    }
}
