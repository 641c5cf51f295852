using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Safety;

/// <summary>The limits of one channel of one instrument: of its values, and of how it changes.</summary>
/// <remarks>The value that reaches the sample through the output may change at will while the output is off, and switching on is
/// a change from zero. A change to zero by switching off is never refused.</remarks>
internal sealed class ChannelGuard
{
    /// <summary>Part by which a change may exceed its bound: the rounding of sums in drivers,
    /// and of what instruments read back.</summary>
    private const double Rounding = 1e-5;

    /// <summary>Time since the last change that counts for the next, at most: a rate is the largest change in a second.</summary>
    private const double LongestSeconds = 1;

    private readonly double minimum;
    private readonly double maximum;
    private readonly double step;

    /// <summary>Gathers the limits of a channel.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="limit">The bench file's limits of the channel.</param>
    /// <param name="reach">How the channel comes to the sample.</param>
    /// <param name="derived">Bounds that follow from limits elsewhere on the bench.</param>
    public ChannelGuard(string instrument, ChannelLimit limit, ChannelReach reach, DerivedBounds derived)
    {
        Show = value => Quantity.FormatSi(value, limit.Quantity.SiUnit);
        ShowRate = value => $"{Show(value)} per second";
        string channel = $"{instrument} {limit.Channel}";
        DerivedBounds all = new DerivedBounds
        {
            Minimum = Own(limit.Minimum, double.NegativeInfinity, value => $"{channel} at least {Show(value)}"),
            Maximum = Own(limit.Maximum, double.PositiveInfinity, value => $"{channel} at most {Show(value)}"),
            Step = Own(limit.Step, double.PositiveInfinity, value => $"{channel} step at most {Show(value)}"),
            Rate = Own(limit.Rate, double.PositiveInfinity, value => $"{channel} rate at most {Show(value)} per second"),
        }.And(derived);
        (minimum, AtLeastText) = all.Minimum;
        (maximum, AtMostText) = all.Maximum;
        (step, StepText) = all.Step;
        (Rate, RateText) = all.Rate;
        IsSwitched = reach == ChannelReach.ThroughOutput;
    }

    /// <summary>The fastest change, in the channel's unit per second.</summary>
    public double Rate { get; }

    /// <summary>Between which values and how the channel may change.</summary>
    public ChangeBounds Bounds => new(Rate, Math.Min(step, Rate * LongestSeconds)) { Minimum = minimum, Maximum = maximum };

    /// <summary>The limits in words, those that are there.</summary>
    public IEnumerable<string> Texts =>
    [
        .. double.IsFinite(minimum) ? (string[])[AtLeastText] : [],
        .. double.IsFinite(maximum) ? (string[])[AtMostText] : [],
        .. double.IsFinite(step) ? (string[])[StepText] : [],
        .. double.IsFinite(Rate) ? (string[])[RateText] : [],
    ];

    private string AtLeastText { get; }

    private string AtMostText { get; }

    private string StepText { get; }

    private string RateText { get; }

    private bool IsSwitched { get; }

    // Kept, so that a check of a set-point makes no new ones.
    private Func<double, string> Show { get; }

    private Func<double, string> ShowRate { get; }

    private bool LimitsChanges => double.IsFinite(step) || double.IsFinite(Rate);

    /// <summary>Checks a value. A value that is out of bounds may only come back towards them.</summary>
    /// <param name="value">The value.</param>
    /// <param name="before">The state that the channel is set to.</param>
    /// <param name="outcome">Takes the outcome.</param>
    public void CheckValue(double value, ChannelState before, LimitOutcome outcome)
    {
        if (double.IsFinite(maximum))
        {
            bool returns = before.IsKnown && before.Low > maximum && value < before.Low && value >= minimum;
            outcome.Require(value <= maximum || returns, AtMostText, value, Show);
            double lower = double.IsFinite(minimum) ? minimum : Math.Min(0, value);
            outcome.Approach(AtMostText, value, Show, Margin(maximum - value, maximum - Math.Min(lower, 0)));
        }

        if (double.IsFinite(minimum))
        {
            bool returns = before.IsKnown && before.High < minimum && value > before.High && value <= maximum;
            outcome.Require(value >= minimum || returns, AtLeastText, value, Show);
            double upper = double.IsFinite(maximum) ? maximum : Math.Max(0, value);
            outcome.Approach(AtLeastText, value, Show, Margin(value - minimum, Math.Max(upper, 0) - minimum));
        }
    }

    /// <summary>The largest change that a message may make at the sample.</summary>
    /// <param name="value">The value that the message sets, or <see langword="null"/>.</param>
    /// <param name="switchesOn">Whether it switches the output on.</param>
    /// <param name="before">The state that the channel is set to.</param>
    /// <param name="output">The state that the output is set to.</param>
    public double ChangeBy(double? value, bool switchesOn, ChannelState before, ChannelState output)
    {
        if (!IsSwitched)
        {
            return value is { } set && before.IsKnown ? before.ChangeTo(set) : 0;
        }

        bool mayBeOff = !output.IsCertainly(1);
        bool mayBeOn = !output.IsCertainly(0);
        double change = 0;
        if (value is { } next)
        {
            change = mayBeOn ? before.ChangeTo(next) : 0;
            return switchesOn && mayBeOff ? Math.Max(change, Math.Abs(next)) : change;
        }

        return switchesOn && mayBeOff ? before.Worst : change;
    }

    /// <summary>Checks a change against step and rate.</summary>
    /// <param name="change">Its magnitude.</param>
    /// <param name="seconds">Time since the last change, or in which it is made.</param>
    /// <param name="isGradual">Whether it is made in that time, all of which counts.</param>
    /// <param name="outcome">Takes the outcome.</param>
    public void CheckChange(double change, double seconds, bool isGradual, LimitOutcome outcome)
    {
        if (double.IsFinite(step))
        {
            outcome.Require(change <= step * (1 + Rounding), StepText, change, Show);
            outcome.Approach(StepText, change, Show, Math.Max(0, Margin(step - change, step)));
        }

        if (double.IsFinite(Rate))
        {
            double allowed = Rate * (isGradual ? seconds : Math.Min(seconds, LongestSeconds));
            double perSecond = change > 0 ? change / Math.Max(allowed / Rate, 1e-9) : 0;
            outcome.Require(change <= allowed * (1 + Rounding), RateText, perSecond, ShowRate);
            outcome.Approach(RateText, perSecond, ShowRate, Math.Max(0, Margin(Rate - perSecond, Rate)));
        }
    }

    /// <summary>Checks a program: every value, the way to the first, every change inside,
    /// and the way from the end to the start.</summary>
    /// <param name="program">The program.</param>
    /// <param name="before">The state that the channel is set to.</param>
    /// <param name="output">The state that the output is set to.</param>
    /// <param name="nowSeconds">The time, s.</param>
    /// <param name="outcome">Takes the outcome.</param>
    public void CheckProgram(
        SetPointProgram program, ChannelState before, ChannelState output, double nowSeconds, LimitOutcome outcome)
    {
        foreach (double value in program.Values)
        {
            CheckValue(value, ChannelState.Unknown, outcome);
        }

        if (!LimitsChanges)
        {
            return;
        }

        bool isGradual = program.SlopeSeconds > 0;
        double seconds = isGradual ? program.SlopeSeconds : program.IntervalSeconds;
        double first = ChangeBy(program.Values[0], program.SwitchesOn, before, output);
        CheckChange(first, isGradual ? seconds : nowSeconds - before.ChangedSeconds, isGradual, outcome);
        for (int i = 1; i < program.Values.Count; i++)
        {
            CheckChange(Math.Abs(program.Values[i] - program.Values[i - 1]), seconds, isGradual, outcome);
        }

        if (program.Count > 1)
        {
            CheckChange(Math.Abs(program.Values[0] - program.Values[^1]), seconds, isGradual, outcome);
        }
    }

    /// <summary>Checks the changes of a waveform: the way to its start, its largest,
    /// and the way from its end to its start.</summary>
    /// <param name="waveform">The waveform.</param>
    /// <param name="before">The state that the channel is set to.</param>
    /// <param name="output">The state that the output is set to.</param>
    /// <param name="nowSeconds">The time, s.</param>
    /// <param name="outcome">Takes the outcome.</param>
    public void CheckWaveform(
        in WaveformEnvelope waveform, ChannelState before, ChannelState output, double nowSeconds, LimitOutcome outcome)
    {
        if (!LimitsChanges)
        {
            return;
        }

        CheckChange(
            ChangeBy(waveform.First, waveform.SwitchesOn, before, output),
            nowSeconds - before.ChangedSeconds,
            isGradual: false,
            outcome);
        CheckChange(waveform.Step, waveform.SampleSeconds, isGradual: false, outcome);
        if (waveform.Repeats)
        {
            CheckChange(Math.Abs(waveform.First - waveform.Last), waveform.SampleSeconds, isGradual: false, outcome);
        }
    }

    /// <summary>Time until a change is allowed; zero where no wait helps, as while a waveform without end plays.</summary>
    public double SecondsUntilAllowed(double change, double secondsSinceChange)
    {
        double needed = change / Rate;
        bool isKnown = double.IsFinite(Rate) && !double.IsNegativeInfinity(secondsSinceChange);
        return isKnown && needed <= LongestSeconds * (1 + Rounding)
            ? Math.Max(0, Math.Min(needed, LongestSeconds) - secondsSinceChange)
            : 0;
    }

    private static (double Value, string Text) Own(double? value, double none, Func<double, string> text) =>
        value is { } bound ? (bound, text(bound)) : (none, string.Empty);

    /// <summary>The share of the span that is left; a span of nothing is used up.</summary>
    private static double Margin(double left, double span) => span > 0 ? Math.Max(0, left) / span : 0;
}
