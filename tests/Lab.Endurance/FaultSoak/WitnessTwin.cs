using System.Text;
using Lab.Mocks;

namespace Lab.Endurance.FaultSoak;

/// <summary>Stands between a twin and its faults and writes down what the twin really did:
/// the log that a record is checked against.</summary>
internal sealed class WitnessTwin(ITwin twin, Witness witness) : ITwin, IDisposable
{
    public string Name => twin.Name;

    public int InputBufferLength => twin.InputBufferLength;

    public async ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        var said = new TwinAnswer();
        await twin.ExecuteAsync(message, said, cancellationToken);
        witness.Executed(Name, Encoding.ASCII.GetString(message.Span), Encoding.ASCII.GetString(said.ToMemory().Span));
        answer.Take(said);
    }

    public void PowerCycle()
    {
        twin.PowerCycle();
        witness.SwitchedOff(Name);
    }

    public void ReportError(int code, string text) => twin.ReportError(code, text);

    public void Dispose() => (twin as IDisposable)?.Dispose();
}
