using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A VISA that opens everything and counts how often it was asked.</summary>
internal sealed class RememberingVisa : IVisa
{
    public string Name => "a VISA of the tests";

    public int Opened { get; private set; }

    public string Describe() => Name;

    public IReadOnlyList<string> Find(string expression) => [];

    public IVisaSession Open(string resource, Duration timeout)
    {
        Opened++;
        return new Session();
    }

    /// <summary>A session that nothing is asked of.</summary>
    public sealed class Session : IVisaSession
    {
        public void SetTimeout(Duration timeout) => throw new NotSupportedException();

        public void SetTermination(bool isEnabled) => throw new NotSupportedException();

        public void SetSerial(SerialSettings settings) => throw new NotSupportedException();

        public void Write(byte[] bytes, int offset, int count) => throw new NotSupportedException();

        public (int Count, bool IsEnd) Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public void Clear() => throw new NotSupportedException();

        public void Dispose()
        {
            // Holds nothing.
        }
    }
}
