using Lab.Benches;
using Lab.Instruments.Wires;

namespace Lab.Wires.Transcripts;

/// <summary>Opens wires through others and writes down all that goes over them.</summary>
/// <param name="providers">Asked in turn for each address.</param>
/// <param name="transcript">Where to write.</param>
public sealed class RecordingWires(IReadOnlyList<IWireProvider> providers, TranscriptWriter transcript) : IWireProvider
{
    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        try
        {
            foreach (IWireProvider provider in providers)
            {
                if (await provider.TryOpenAsync(instrument, cancellationToken).ConfigureAwait(false) is { } wire)
                {
                    transcript.Write(
                        instrument.Name, TranscriptEvent.Open, System.Text.Encoding.UTF8.GetBytes(instrument.Address));
                    return new RecordingWire(instrument.Name, wire, transcript);
                }
            }

            return null;
        }
        catch (WireException fault)
        {
            transcript.Write(instrument.Name, TranscriptEvent.OpenFault, TranscriptEntry.Describe(fault));
            throw;
        }
    }
}
