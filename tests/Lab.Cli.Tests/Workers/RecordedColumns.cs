using System.Runtime.InteropServices;
using System.Text;
using Lab.Runs.Records;

namespace Lab.Cli.Tests.Workers;

/// <summary>The recorded points of a run to the bit, but for the time at which they came.</summary>
internal static class RecordedColumns
{
    public static string Of(RunFolder run)
    {
        IRunData data = run.ReadData();
        var text = new StringBuilder().AppendJoin(' ', data.Points).AppendLine();
        foreach (Column column in data.Columns)
        {
            double[][] values = column.Kind == ColumnKind.Array ? data.Arrays(column.Name) : [data.Numbers(column.Name)];
            text.Append(column.Name);
            foreach (double[] each in values)
            {
                text.Append(' ').Append(Convert.ToHexString(MemoryMarshal.AsBytes<double>(each)));
            }

            text.AppendLine();
        }

        return text.ToString();
    }
}
