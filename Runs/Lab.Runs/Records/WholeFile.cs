using System.Text;

namespace Lab.Runs.Records;

/// <summary>Writes files as a whole: a reader never sees half of one, not even after a loss of power, and what lies there under
/// the temporary name is not followed where it is a link.</summary>
public static class WholeFile
{
    /// <summary>Writes or replaces a text in UTF-8.</summary>
    /// <param name="file">The file, in a folder that exists.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="IOException">It cannot be written; what was there is there still.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void WriteText(string file, string text) => Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="file">The file, in a folder that exists.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="IOException">It cannot be written; what was there is there still.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string file, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using var draft = new Draft(file);
        using (FileStream stream = draft.Open())
        {
            write(stream);
            stream.Flush(flushToDisk: true);
        }

        draft.TakePlace();
    }

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="file">The file, in a folder that exists.</param>
    /// <param name="writeAsync">Writes its content.</param>
    /// <exception cref="IOException">It cannot be written; what was there is there still.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static async Task WriteAsync(string file, Func<Stream, Task> writeAsync)
    {
        ArgumentNullException.ThrowIfNull(writeAsync);
        using var draft = new Draft(file);
        FileStream stream = draft.Open();
        await using (stream.ConfigureAwait(false))
        {
            await writeAsync(stream).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }

        draft.TakePlace();
    }

    /// <summary>The file under its temporary name, which goes away where it does not come to be the file.</summary>
    private sealed class Draft(string file) : IDisposable
    {
        private readonly string temporary = $"{file}.new";
        private bool isWritten;

        public FileStream Open()
        {
            File.Delete(temporary); // a link is taken away itself, not its target
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }

        public void TakePlace()
        {
            Replacement.Move(temporary, file);
            isWritten = true;
        }

        public void Dispose()
        {
            if (!isWritten)
            {
                File.Delete(temporary);
            }
        }
    }
}
