using Lab.Instruments.Drivers.Described;
using Spectre.Console;

namespace Lab.Cli.Output;

/// <summary>The declarations of an instrument's description as they were tried, one a line.</summary>
internal static class DescriptionTrialText
{
    /// <summary>The steps as a table.</summary>
    public static Table Table(IReadOnlyList<TrialStep> steps)
    {
        Table table = Terminal.NewTable("declaration", "sent", "found", "holds");
        foreach (TrialStep step in steps)
        {
            table.AddRow(Markup.Escape(step.Where), Markup.Escape(step.Sent), Markup.Escape(step.Found), Word(step.Outcome));
        }

        return table;
    }

    /// <summary>How many hold, as a line.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="steps">The steps.</param>
    public static string Summary(string instrument, IReadOnlyList<TrialStep> steps)
    {
        int failing = steps.Count(step => step.Outcome == TrialOutcome.Fails);
        int left = steps.Count(step => step.Outcome == TrialOutcome.NotTried);
        string rest = left > 0 ? $"; {left} could not be tried" : string.Empty;
        return failing == 0
            ? $"The description of '{instrument}' holds: {steps.Count - left} declarations tried{rest}."
            : $"The description of '{instrument}' does not hold: {failing} of {steps.Count - left} declarations fail{rest}.";
    }

    /// <summary>The failures, each with its remedy.</summary>
    /// <param name="instrument">The instrument's name on the bench.</param>
    /// <param name="steps">The steps.</param>
    public static IEnumerable<string> Failures(string instrument, IReadOnlyList<TrialStep> steps) => steps
        .Where(step => step.Outcome == TrialOutcome.Fails)
        .Select(step => $"{instrument}, {step.Where} ({step.Sent}): {step.Found}. {step.Remedy}");

    private static string Word(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Holds => "yes",
        TrialOutcome.NotTried => "not tried",
        _ => "NO",
    };
}
