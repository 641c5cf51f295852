using System.Text;

namespace Lab.Runs.Records;

/// <summary>Writes files as a whole: a reader never sees half of one, not even after a loss of power, and what lies there under the
/// temporary name is not followed where it is a link.</summary>
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
        string temporary = $"{file}.new";
        File.Delete(temporary); // a link is taken away itself, not its target
        bool isWritten = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: true);
            isWritten = true;
        }
        finally
        {
            if (!isWritten)
            {
                File.Delete(temporary);
            }
        }
    }
}
