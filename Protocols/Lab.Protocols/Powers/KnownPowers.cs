using System.Globalization;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Settings;

namespace Lab.Protocols.Powers;

/// <summary>The known powers or responses at some frequencies: the table of a power meter, or that of a reference junction. A
/// value that no instrument reads and no cable gives is refused with its line.</summary>
internal static class KnownPowers
{
    private const string Table = "table";
    private const string Reference = "reference";

    // Levels outside are codes for no reading, such as -9.9E+37, or are no levels.
    private const double LowestDbm = -200;
    private const double HighestDbm = 100;

    // Outside, a frequency is not given in hertz: no generator of tones for a junction works there.
    private const double LowestHertz = 1e3;
    private const double HighestHertz = 1e12;

    // A step this many times the usual one, on a linear and on a logarithmic scale, is a hole in the table.
    private const double LargestStep = 10;
    private const int FewestSteps = 4;

    private static readonly string[] TableColumns = ["frequency_hz", "set_dbm", "measured_dbm"];
    private static readonly string[] ReferenceColumns = ["frequency_hz", "volts_per_watt", "relative_uncertainty"];

    /// <summary>Reads the readings of a power meter.</summary>
    /// <param name="file">CSV file.</param>
    /// <returns>Rows of frequency in Hz, set and measured level in dBm.</returns>
    /// <exception cref="SettingsException">A row is no reading, has a gain, or the frequencies have a hole.</exception>
    public static NumberTable ReadTable(string file)
    {
        var table = NumberTable.Read(Table, file, TableColumns);
        IReadOnlyList<NumberRow> rows = table.Rows;
        RequireFrequencies(Table, file, rows);
        foreach (NumberRow row in rows)
        {
            RequireLevel(file, row, 1);
            RequireLevel(file, row, 2);
            double loss = row.Values[1] - row.Values[2];
            if (loss < RfLoss.LeastPossible.Decibels)
            {
                string amount = loss < 0 ? $"a gain of {Text(-loss)} dB" : $"a loss of {Text(loss)} dB";
                throw Refusal(
                    Table,
                    file,
                    row,
                    $"{row.Cells[1]} dBm set and {row.Cells[2]} dBm measured are {amount}, and a path has a loss of "
                        + $"{RfLoss.LeastPossible} at least. "
                    + "Are the columns exchanged, or the levels in watts?");
            }
        }

        return table;
    }

    /// <summary>Reads the response of a reference junction.</summary>
    /// <param name="file">CSV file.</param>
    /// <returns>Rows of frequency in Hz, voltage per power in V/W, and its relative uncertainty.</returns>
    /// <exception cref="SettingsException">A row is no response, or the frequencies have a hole.</exception>
    public static NumberTable ReadReference(string file)
    {
        var table = NumberTable.Read(Reference, file, ReferenceColumns);
        IReadOnlyList<NumberRow> rows = table.Rows;
        RequireFrequencies(Reference, file, rows);
        const double largestResponse = 1e9;
        foreach (NumberRow row in rows)
        {
            double response = row.Values[1];
            if (response == 0 || Math.Abs(response) > largestResponse)
            {
                throw Refusal(Reference, file, row, $"{row.Cells[1]} V/W is no response of a junction; leave the row out.");
            }

            if (!(row.Values[2] > 0 && row.Values[2] < 1))
            {
                throw Refusal(
                    Reference,
                    file,
                    row,
                    $"{row.Cells[2]} is no relative uncertainty, which lies between 0 and 1; 0.01 is one per cent.");
            }
        }

        return table;
    }

    private static void RequireFrequencies(string setting, string file, IReadOnlyList<NumberRow> rows)
    {
        foreach (NumberRow row in rows)
        {
            if (!(row.Values[0] >= LowestHertz && row.Values[0] <= HighestHertz))
            {
                throw Refusal(
                    setting,
                    file,
                    row,
                    $"{row.Cells[0]} Hz is no frequency of such a tone: frequencies have to be positive and ascending, and "
                        + "in hertz.");
            }
        }

        foreach ((NumberRow before, NumberRow row) in rows.Zip(rows.Skip(1)))
        {
            if (!(before.Values[0] < row.Values[0]))
            {
                throw Refusal(
                    setting,
                    file,
                    row,
                    $"{row.Cells[0]} Hz after {before.Cells[0]} Hz: the frequencies have to be positive and ascending.");
            }
        }

        double[] steps = [.. rows.Zip(rows.Skip(1), (low, high) => high.Values[0] - low.Values[0])];
        double[] ratios = [.. rows.Zip(rows.Skip(1), (low, high) => Math.Log(high.Values[0] / low.Values[0]))];
        int hole = steps.Length < FewestSteps
            ? -1
            : Array.FindIndex(
                steps,
                step => step > LargestStep * Median(steps) && ratios[Array.IndexOf(steps, step)] > LargestStep * Median(ratios));
        if (hole >= 0)
        {
            throw Refusal(
                setting,
                file,
                rows[hole + 1],
                $"between {rows[hole].Cells[0]} Hz and {rows[hole + 1].Cells[0]} Hz the table has a hole, "
                    + $"{Text(steps[hole] / Median(steps))} "
                + "times as wide as its other steps. Measure there too, or make two tables.");
        }
    }

    private static void RequireLevel(string file, NumberRow row, int column)
    {
        if (!(row.Values[column] >= LowestDbm && row.Values[column] <= HighestDbm))
        {
            throw Refusal(Table, file, row, $"{row.Cells[column]} dBm is no reading. Measure there anew, or leave the row out.");
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string Text(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static SettingsException Refusal(string setting, string file, NumberRow row, string why) =>
        new($"The setting '{setting}': {file}:{row.Line}: {why}");
}
