using System.Globalization;
using System.Text;

namespace Lab.Studies.Tables;

/// <summary>Cuts a text into the records of a table (RFC 4180): cells in quotation marks may hold the separator and ends of
/// lines, and two marks in them are one. Empty lines, and lines that begin with # or %, are left out.</summary>
/// <param name="text">The text.</param>
/// <param name="dialect">How it is written.</param>
/// <remarks>A record is at most <see cref="LongestRecord"/> characters long, so that a file without ends of lines fills no
/// memory.</remarks>
internal sealed class RowReader(TextReader text, TableDialect dialect)
{
    /// <summary>The most characters of a record.</summary>
    public const int LongestRecord = 1 << 24;

    /// <summary>How a first line begins that names the separator, as Excel writes it.</summary>
    public const string Statement = "sep=";

    private readonly StringBuilder cell = new();
    private readonly List<string> cells = [];
    private int line = 1;
    private int length;
    private bool wasQuoted;

    /// <summary>The last line of comment before the record that was read last, without its mark;
    /// empty where there is none.</summary>
    public string Comment { get; private set; } = string.Empty;

    /// <summary>The line on which the record begins that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Says that a line has more characters than are read.</summary>
    /// <param name="line">The line, from 1.</param>
    public static InvalidDataException TooLong(int line) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"line {line} has more than {LongestRecord:N0} characters, the most that a line of a table may have; break it "
                + $"into rows"));

    /// <summary>Reads a record.</summary>
    /// <returns>Its cells, without blanks around them where they are not quoted; <see langword="null"/> at the end.</returns>
    /// <exception cref="InvalidDataException">A quotation mark is not closed, or the record is too long.</exception>
    public string[]? Read()
    {
        while (true)
        {
            SkipBlanks();
            Line = line;
            if (text.Peek() < 0)
            {
                return null;
            }

            if (text.Peek() is '#' or '%')
            {
                Comment = ReadLine()[1..].Trim();
                continue;
            }

            string[] record = ReadRecord();
            bool isStatement = Line == 1 && record[0].StartsWith(Statement, StringComparison.OrdinalIgnoreCase);
            if (!isStatement && Array.Exists(record, each => each.Length > 0))
            {
                return record;
            }
        }
    }

    // A tab before the first cell separates, where tabs do.
    private void SkipBlanks()
    {
        while (text.Peek() is ' ' or '\r' or '\n' || (text.Peek() == '\t' && dialect.Separator != TableSeparator.Tab))
        {
            Take();
            length = 0;
        }
    }

    private string ReadLine()
    {
        cell.Clear();
        length = 0;
        for (int c = Take(); c >= 0 && c is not ('\n' or '\r'); c = Take())
        {
            cell.Append((char)c);
        }

        return cell.ToString();
    }

    private string[] ReadRecord()
    {
        cells.Clear();
        cell.Clear();
        length = 0;
        wasQuoted = false;
        while (true)
        {
            int c = Take();
            if (c is < 0 or '\n' or '\r')
            {
                EndCell();
                return [.. cells];
            }

            if (c == '"' && !wasQuoted && IsBlank())
            {
                ReadQuoted();
            }
            else if (IsSeparator((char)c))
            {
                EndCell();
                if (dialect.Separator == TableSeparator.Blank && SkipToEnd())
                {
                    return [.. cells];
                }
            }
            else if (wasQuoted && c is not (' ' or '\t'))
            {
                throw new InvalidDataException($"line {line}: a cell goes on after its closing quotation mark");
            }
            else if (!wasQuoted)
            {
                cell.Append((char)c);
            }
        }
    }

    // Blanks at the end of a line begin no cell.
    private bool SkipToEnd()
    {
        while (text.Peek() is ' ' or '\t')
        {
            Take();
        }

        return text.Peek() is < 0 or '\n' or '\r';
    }

    private void ReadQuoted()
    {
        int begun = line;
        cell.Clear();
        wasQuoted = true;
        while (true)
        {
            int c = Take();
            if (c < 0)
            {
                throw new InvalidDataException($"line {begun}: a quotation mark is not closed");
            }

            if (c == '"' && text.Peek() != '"')
            {
                return;
            }

            if (c == '"')
            {
                Take();
            }

            cell.Append((char)c);
        }
    }

    private bool IsSeparator(char c) => dialect.Separator switch
    {
        TableSeparator.Nothing => false,
        TableSeparator.Blank => c is ' ' or '\t',
        TableSeparator.CommaBlank => c == ',' && text.Peek() is ' ' or '\t',
        _ => c == dialect.Character,
    };

    private bool IsBlank()
    {
        for (int i = 0; i < cell.Length; i++)
        {
            if (cell[i] is not (' ' or '\t'))
            {
                return false;
            }
        }

        return true;
    }

    private void EndCell()
    {
        cells.Add(wasQuoted ? cell.ToString() : cell.ToString().Trim());
        cell.Clear();
        wasQuoted = false;
    }

    private int Take()
    {
        int c = text.Read();
        if (c == '\n' || (c == '\r' && text.Peek() != '\n'))
        {
            line++;
        }

        return ++length <= LongestRecord ? c : throw TooLong(line);
    }
}
