using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Reports;

public sealed class ConclusionSectionTests
{
    private static readonly ResultValue Linewidth = new("linewidth", 3.4554e6, "Hz", 3.8e3, "Half width.");
    private static readonly ResultValue Damping = new("damping_nonlinearity", 1.3, "", 1.4, "Q.") { IsParameter = true };

    [Fact]
    public void Fill_PutsResultsWithTheirUncertaintyIn() => Assert.Equal(
        "Its half width is 3.4554\u00a0±\u00a00.0038\u00a0MHz.",
        ConclusionSection.Fill("Its half width is {linewidth}.", [Linewidth]));

    [Fact]
    public void Fill_LeavesSentencesOutWhoseResultIsNotThere() => Assert.Equal(
        "The line is 3.4554\u00a0±\u00a00.0038\u00a0MHz wide. Look at it.",
        ConclusionSection.Fill("The line is {linewidth} wide. It drifts by {drift}. Look at it.", [Linewidth]));

    [Fact]
    public void Section_SaysMeaningTrustAndTheNextCommand()
    {
        string page = Write(new Analysis
        {
            Results = [Linewidth],
            Conclusion = new Conclusion("It is {linewidth} wide.", "Go on with `lab run weight-tuning`.")
            {
                Trust = "Look at it.",
            },
        });

        Assert.Contains(
            "<h2>What this says and what to do next</h2>\n<p>It is 3.4554\u00a0±\u00a00.0038\u00a0MHz wide.</p>\n<p>Look at it. "
                + "The analysis raised no warning.</p>\n<p>Go on with <code><span>lab</span> <span>run</span> "
                + "<span>weight-tuning</span></code>.</p>\n",
            page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Section_NamesWhatIsNotDeterminedAndTheWarnings()
    {
        string page = Write(new Analysis
        {
            Results = [Linewidth, Damping],
            Warnings = ["One.", "Two."],
            Conclusion = new Conclusion("It is wide.", "Go on."),
        });

        Assert.Contains(
            "These points do not determine damping nonlinearity: more points or a longer integration may. "
                + "Read the 2 warnings above before you use these values.",
            page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Section_OfAFailureSaysWhy() => Assert.Contains(
        "<p>The points are recorded, but give no results. The line lies at an end &lt;of the sweep&gt;.</p>",
        Write(new Analysis { Failure = "The line lies at an end <of the sweep>." }),
        StringComparison.Ordinal);

    [Fact]
    public void Section_IsNotThereWhereNothingIsSaid() => Assert.Empty(Write(new Analysis { Results = [Linewidth] }));

    [Fact]
    public void Section_TakesNoMarkupFromATextOrAUnit() => Assert.DoesNotContain(
        "<script>",
        Write(new Analysis
        {
            Results = [Linewidth with { Unit = "<script>" }],
            Conclusion = new Conclusion("It is {linewidth} <script>.", "`<script>`"),
        }),
        StringComparison.Ordinal);

    private static string Write(Analysis analysis)
    {
        var html = new HtmlWriter();
        ConclusionSection.Write(html, analysis);
        return html.ToString();
    }
}
