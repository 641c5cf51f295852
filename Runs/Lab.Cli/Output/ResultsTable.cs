using Lab.Runs.Reports;
using Lab.Runs.Results;
using Spectre.Console;

namespace Lab.Cli.Output;

/// <summary>Results as a table in the terminal.</summary>
internal static class ResultsTable
{
    public static Table Of(IReadOnlyList<ResultValue> results)
    {
        Table table = Terminal.NewTable("result", "value", "what it is");
        foreach (ResultValue result in results)
        {
            table.AddRow(Markup.Escape(result.Name), Markup.Escape(ValueText.Format(result)), Markup.Escape(result.Description));
        }

        return table;
    }
}
