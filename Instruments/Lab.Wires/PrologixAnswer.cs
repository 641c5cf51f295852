using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>An answer that comes from an adapter in one or several pieces.</summary>
internal sealed class PrologixAnswer
{
    private byte[] bytes = new byte[4096];
    private MessageFrame frame;
    private int length;
    private int seen; // by the frame
    private int end = -1;

    /// <summary>How many bytes came.</summary>
    public int Length => length;

    /// <summary>The bytes that came so far.</summary>
    public ReadOnlyMemory<byte> Received => bytes.AsMemory(0, length);

    /// <summary>The message without its terminator, once it is complete.</summary>
    public ReadOnlyMemory<byte> Message
    {
        get
        {
            // The adapter marks the instrument's END with an LF of its own. What lies between is of the same message all the
            // same.
            int whole = length > end + 1 ? bytes[length - 1] == (byte)'\n' ? length - 1 : length : end;
            return WireFaults.WithoutTerminator(bytes.AsMemory(0, whole));
        }
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        length = 0;
        LookAgain();
    }

    /// <summary>Where the next piece goes.</summary>
    public Memory<byte> Space()
    {
        if (bytes.Length - length < 1024)
        {
            Array.Resize(ref bytes, checked(bytes.Length * 2));
        }

        return bytes.AsMemory(length);
    }

    /// <summary>Takes a piece.</summary>
    public void Add(int count) => length += count;

    /// <summary>Takes bytes back from the end, which were not the instrument's.</summary>
    public void Remove(int count)
    {
        length -= count;
        if (seen > length)
        {
            LookAgain(); // a block that was open took them for its own
        }
    }

    /// <summary>Keeps the last bytes alone.</summary>
    public void KeepLast(int count)
    {
        bytes.AsSpan(length - count, count).CopyTo(bytes);
        length = count;
    }

    /// <summary>Whether the message is complete: an LF that is not in a block came,
    /// from the instrument or as the mark of its END.</summary>
    public bool IsComplete()
    {
        if (end < 0)
        {
            end = frame.FindEnd(bytes.AsSpan(0, length));
            seen = length;
        }

        return end >= 0;
    }

    private void LookAgain()
    {
        frame = default;
        seen = 0;
        end = -1;
    }
}
