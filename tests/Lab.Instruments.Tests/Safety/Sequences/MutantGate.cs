using Lab.Benches.Safety;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety.Sequences;

/// <summary>A gate with its fault: what a check or a program becomes before the true gate sees it.</summary>
internal sealed class MutantGate(ISafetyGate inner) : ISafetyGate
{
    /// <summary>The set-points that are checked instead of the real ones.</summary>
    public Func<SetPoint[], SetPoint[]> Seen { get; init; } = points => points;

    /// <summary>The programs that are checked instead of the real one.</summary>
    public Func<SetPointProgram, SetPointProgram> Program { get; init; } = program => program;

    /// <summary>Whether a program is forgotten when it was checked.</summary>
    public bool ForgetsPrograms { get; init; }

    /// <summary>Whether a message counts as taken before it was sent.</summary>
    public bool TrustsTheWire { get; init; }

    public void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        inner.Check(instrument, Seen(setPoints.ToArray()), command);
        if (TrustsTheWire)
        {
            inner.Confirm(instrument);
        }
    }

    public void CheckTarget(string instrument, SetPoint target, string command)
    {
        foreach (SetPoint seen in Seen([target]))
        {
            inner.CheckTarget(instrument, seen, command);
        }
    }

    public void CheckProgram(string instrument, SetPointProgram program, string command)
    {
        SetPointProgram seen = Program(program);
        if (!ForgetsPrograms)
        {
            inner.CheckProgram(instrument, seen, command);
            return;
        }

        foreach (double value in seen.Values)
        {
            inner.CheckTarget(instrument, new SetPoint(program.Channel, value), command);
        }
    }

    public void Confirm(string instrument) => inner.Confirm(instrument);

    public void EndProgram(string instrument) => inner.EndProgram(instrument);

    public void Observe(string instrument, SetPoint setPoint) => inner.Observe(instrument, setPoint);

    public ChangeBounds BoundsOf(Terminal terminal, string channel) => inner.BoundsOf(terminal, channel);

    public Duration DelayFor(string instrument, SetPoint setPoint) => inner.DelayFor(instrument, setPoint);
}
